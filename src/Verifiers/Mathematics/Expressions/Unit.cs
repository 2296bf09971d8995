using System.Globalization;

namespace Verifiers.Mathematics.Expressions;

/// <summary>A unit as a multiple of base units: km/h is 1000/3600 of length · time⁻¹.</summary>
/// <param name="Symbol">As it is shown.</param>
/// <param name="Scale">How many base units it is.</param>
/// <param name="Dimension">The base units, by name, with their powers; empty for %.</param>
/// <param name="IsKnown">False for a noun that merely counts: 5 apples.</param>
public sealed record Unit(string Symbol, Rational Scale, Sequence<UnitPower> Dimension, bool IsKnown = true)
{
    /// <summary>Whether it measures an angle in degrees, minutes or seconds.</summary>
    public bool IsAngle => Dimension.Count == 1 && Dimension[0] is { Base: "degree", Exponent: 1 };

    /// <summary>Whether it is %.</summary>
    public bool IsPercent => Symbol == "%";

    /// <summary>The n-th power of the unit.</summary>
    public Unit ToPower(int power) => this with
    {
        Symbol = string.Join('·', Symbol.Split('·').Select(part => PowerOf(part, power))),
        Scale = Scale.ToPower(power),
        Dimension = Dimension.Map(part => part with { Exponent = part.Exponent * power }),
    };

    /// <summary>The product of two units.</summary>
    public Unit Times(Unit other)
    {
        var parts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var part in Dimension.Concat(other.Dimension))
            parts[part.Base] = parts.GetValueOrDefault(part.Base) + part.Exponent;
        return new($"{Symbol}·{other.Symbol}", Scale * other.Scale,
            Sequence.From(parts.Where(part => part.Value != 0).Select(part => new UnitPower(part.Key, part.Value))), IsKnown && other.IsKnown);
    }

    /// <summary>Whether both measure the same in the same steps, however they are called: m/s and m·s⁻¹.</summary>
    public bool Equals(Unit? other) =>
        other is not null && Scale == other.Scale && Dimension == other.Dimension && IsKnown == other.IsKnown && IsPercent == other.IsPercent;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Scale, Dimension);

    private static string PowerOf(string part, int power)
    {
        var caret = part.IndexOf('^', StringComparison.Ordinal);
        var exponent = power * (caret < 0 ? 1 : int.Parse(part.AsSpan(caret + 1), CultureInfo.InvariantCulture));
        var name = caret < 0 ? part : part[..caret];
        return exponent == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}^{exponent}");
    }
}

/// <summary>A base unit and its power.</summary>
public readonly record struct UnitPower(string Base, int Exponent);
