using System.Globalization;

namespace Verifiers.Instructions;

/// <summary>How many were asked for: at least k, or less than k.</summary>
/// <param name="IsLessThan">Whether it is less than; else at least.</param>
/// <param name="Number">k.</param>
internal readonly record struct Amount(bool IsLessThan, int Number)
{
    /// <summary>Compares what was found with it.</summary>
    public Finding Judge(int found, string things) => Finding.Of(
        IsLessThan ? found < Number : found >= Number,
        string.Create(CultureInfo.InvariantCulture, $"{(IsLessThan ? "less than" : "at least")} {Number} {things}"),
        Finding.Number(found));
}
