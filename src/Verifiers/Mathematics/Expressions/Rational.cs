using System.Globalization;
using System.Numerics;

namespace Verifiers.Mathematics.Expressions;

/// <summary>An exact rational number p/q in lowest terms, q > 0.</summary>
public readonly struct Rational : IEquatable<Rational>, IComparable<Rational>
{
    private readonly BigInteger _denominatorLessOne; // so that default(Rational) is 0/1

    private Rational(BigInteger numerator, BigInteger denominator)
    {
        Numerator = numerator;
        _denominatorLessOne = denominator - 1;
    }

    /// <summary>p, which carries the sign.</summary>
    public BigInteger Numerator { get; }

    /// <summary>q, positive.</summary>
    public BigInteger Denominator => _denominatorLessOne + 1;

    /// <summary>0.</summary>
    public static Rational Zero => default;

    /// <summary>1.</summary>
    public static Rational One => new(1, 1);

    /// <summary>Whether q = 1.</summary>
    public bool IsInteger => _denominatorLessOne.IsZero;

    /// <summary>Whether it is 0.</summary>
    public bool IsZero => Numerator.IsZero;

    /// <summary>Whether it is 1.</summary>
    public bool IsOne => Numerator.IsOne && IsInteger;

    /// <summary>−1, 0 or 1.</summary>
    public int Sign => Numerator.Sign;

    /// <summary>Bits of numerator and denominator together: its size in memory and the cost of computing with it.</summary>
    public long Bits => (long)Numerator.GetBitLength() + (long)_denominatorLessOne.GetBitLength();

    /// <summary>p/q in lowest terms.</summary>
    /// <exception cref="DivideByZeroException">q = 0.</exception>
    public static Rational Of(BigInteger numerator, BigInteger denominator)
    {
        if (denominator.IsZero)
            throw new DivideByZeroException();
        if (denominator.Sign < 0)
            (numerator, denominator) = (-numerator, -denominator);
        if (denominator.IsOne)
            return new(numerator, denominator);
        var common = BigInteger.GreatestCommonDivisor(numerator, denominator);
        return common.IsOne ? new(numerator, denominator) : new(numerator / common, denominator / common);
    }

    /// <summary>n/1.</summary>
    public static implicit operator Rational(int value) => new(value, BigInteger.One);

    /// <summary>n/1.</summary>
    public static implicit operator Rational(BigInteger value) => new(value, BigInteger.One);

    public static Rational operator -(Rational value) => new(-value.Numerator, value.Denominator);

    public static Rational operator +(Rational a, Rational b) =>
        a.IsInteger && b.IsInteger
            ? new(a.Numerator + b.Numerator, BigInteger.One)
            : Of((a.Numerator * b.Denominator) + (b.Numerator * a.Denominator), a.Denominator * b.Denominator);

    public static Rational operator -(Rational a, Rational b) => a + -b;

    public static Rational operator *(Rational a, Rational b) =>
        a.IsInteger && b.IsInteger
            ? new(a.Numerator * b.Numerator, BigInteger.One)
            : Of(a.Numerator * b.Numerator, a.Denominator * b.Denominator);

    /// <exception cref="DivideByZeroException"><paramref name="b"/> is 0.</exception>
    public static Rational operator /(Rational a, Rational b) => Of(a.Numerator * b.Denominator, a.Denominator * b.Numerator);

    public static bool operator ==(Rational a, Rational b) => a.Equals(b);

    public static bool operator !=(Rational a, Rational b) => !a.Equals(b);

    public static bool operator <(Rational a, Rational b) => a.CompareTo(b) < 0;

    public static bool operator >(Rational a, Rational b) => a.CompareTo(b) > 0;

    public static bool operator <=(Rational a, Rational b) => a.CompareTo(b) <= 0;

    public static bool operator >=(Rational a, Rational b) => a.CompareTo(b) >= 0;

    /// <summary>|p/q|.</summary>
    public Rational Abs() => new(BigInteger.Abs(Numerator), Denominator);

    /// <summary>⌊p/q⌋.</summary>
    public BigInteger Floor()
    {
        var quotient = BigInteger.DivRem(Numerator, Denominator, out var remainder);
        return remainder.Sign < 0 ? quotient - 1 : quotient;
    }

    /// <summary>(p/q)^n. The caller has bounded the size of the result.</summary>
    /// <exception cref="DivideByZeroException">0 to a negative power.</exception>
    public Rational ToPower(int exponent)
    {
        if (exponent >= 0)
            return new(BigInteger.Pow(Numerator, exponent), BigInteger.Pow(Denominator, exponent));
        if (IsZero)
            throw new DivideByZeroException();
        var numerator = BigInteger.Pow(Denominator, -exponent);
        var denominator = BigInteger.Pow(Numerator, -exponent);
        return denominator.Sign < 0 ? new(-numerator, -denominator) : new(numerator, denominator);
    }

    /// <inheritdoc/>
    public bool Equals(Rational other) => Numerator == other.Numerator && _denominatorLessOne == other._denominatorLessOne;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Rational other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Numerator, _denominatorLessOne);

    /// <inheritdoc/>
    public int CompareTo(Rational other) =>
        IsInteger && other.IsInteger
            ? Numerator.CompareTo(other.Numerator)
            : (Numerator * other.Denominator).CompareTo(other.Numerator * Denominator);

    /// <inheritdoc/>
    public override string ToString() =>
        IsInteger
            ? Numerator.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{Numerator}/{Denominator}");
}
