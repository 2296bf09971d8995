using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace Verifiers.Tests.Mathematics.Laws;

/// <summary>
/// A law that must hold for everything a generator makes. The seed is fixed, so that every run tests the same; LAWS_SEED in the
/// environment takes another. What breaks a law is printed with the seed that makes it again.
/// </summary>
internal static class Law
{
    private const ulong Gamma = 11400714819323198485;

    private static ulong Seed { get; } =
        ulong.TryParse(Environment.GetEnvironmentVariable("LAWS_SEED"), CultureInfo.InvariantCulture, out var seed) ? seed : 20;

    /// <summary>Asserts that the law holds for so many things.</summary>
    public static void Holds<T>(Gen<T> things, int cases, Func<T, bool> law) => Holds(things, cases, thing => law(thing) ? null : "does not hold");

    /// <summary>Asserts that the law, which returns what is wrong, returns null for so many things.</summary>
    public static void Holds<T>(Gen<T> things, int cases, Func<T, string?> law) =>
        Prop.ForAll(things.ToArbitrary(), thing =>
        {
            var wrong = law(thing);
            return (wrong is null).Label(wrong ?? string.Empty);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(cases).WithReplay(Seed, Gamma));
}
