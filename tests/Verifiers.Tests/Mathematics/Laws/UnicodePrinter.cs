using System.Globalization;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Tests.Mathematics.Laws;

/// <summary>Writes values as people type them with Unicode: √(2)·x² + ½, π, |x|, ×.</summary>
internal static class UnicodePrinter
{
    private const string Superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

    /// <summary>The value, or null when it has no such spelling.</summary>
    public static string? Print(Expr expr) => expr switch
    {
        Number { Value: var n } when n == Rational.Of(1, 2) => "½",
        Number { Value: var n } when n == Rational.Of(3, 4) => "¾",
        Number { Value: { IsInteger: true } n } => n.Sign < 0 ? $"(−{(-n).Numerator})" : n.ToString(),
        Number { Value: var n } => n.Sign < 0 ? $"(−{-n})" : $"({n})",
        Constant { Kind: var kind } => kind switch { ConstantKind.Pi => "π", ConstantKind.E => "e", ConstantKind.I => "i", ConstantKind.Infinity => "∞" },
        Variable { Name: "theta" } => "θ",
        Variable { Name: "a_1" } => "a₁",
        Variable { Name: { Length: 1 } name } => name,
        Sum sum => Join(sum.Terms, " + ") is { } text ? $"({text})" : null,
        Product product => Join(product.Factors, " · ") is { } text ? $"({text})" : null,
        Power { Exponent: Number { Value: var half } } root when half == Rational.Of(1, 2) => Print(root.Base) is { } text ? $"√({text})" : null,
        Power { Exponent: Number { Value: { IsInteger: true, Sign: >= 0 } n } } power => Print(power.Base) is { } text ? $"({text}){Raised(n)}" : null,
        Power { Exponent: Number { Value: var n } } power when n == -1 => Print(power.Base) is { } text ? $"(1 ⁄ ({text}))" : null,
        Power power => Print(power.Base) is { } text && Print(power.Exponent) is { } exponent ? $"({text})^({exponent})" : null,
        Call { Function: FunctionKind.Abs, Arguments: [var x] } => Print(x) is { } text ? $"|{text}|" : null,
        Call { Function: FunctionKind.Factorial, Arguments: [var x] } => Print(x) is { } text ? $"({text})!" : null,
        Call { Function: FunctionKind.Binomial } => null,
        Call { Arguments: [var x] } call => Print(x) is { } text ? $"{call.Function.ToString().ToLowerInvariant()}({text})" : null,
        _ => null,
    };

    private static string? Join(Sequence<Expr> parts, string separator)
    {
        var texts = parts.Map(Print);
        return texts.Contains(null) ? null : string.Join(separator, texts);
    }

    private static string Raised(Rational n) => string.Concat(n.Numerator.ToString(CultureInfo.InvariantCulture).Select(digit => Superscripts[digit - '0']));
}
