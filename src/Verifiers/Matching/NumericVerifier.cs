using System.Numerics;
using Verifiers.Extraction;
using Verifiers.Mathematics.Answers;
using Verifiers.Mathematics.Expressions;
using Verifiers.Mathematics.Parsing;

namespace Verifiers.Matching;

/// <summary>Whether the answer is the reference number within a tolerance: |a − r| ≤ max(absolute, relative · |r|).</summary>
/// <remarks>Numbers are exact: what people write (1,234.5, 3/4, 12 %, 1.5e-3) is read by the mathematics verifier's parser.</remarks>
public sealed class NumericVerifier : TextVerifier
{
    /// <summary>Bits of a number that is compared.</summary>
    private const int MostBits = 8_192;

    /// <summary>Characters of an answer that is read as one number.</summary>
    private const int LongestNumber = 200;

    private const int MostDepth = 32;

    /// <inheritdoc/>
    public override string Name => "numeric";

    /// <inheritdoc/>
    public override string Summary => "Whether the answer is the reference number within a tolerance.";

    private protected override string[] OwnOptions => ["absolute", "relative", "last_number"];

    private protected override Func<AnswerPiece, Judgement> Compare(List<(string Text, JsonCursor Place)> references, JsonCursor options)
    {
        var absolute = Exact(options.Optional("absolute").NumberOr(0, 0, double.MaxValue));
        var relative = Exact(options.Optional("relative").NumberOr(1e-6, 0, 1));
        var lastNumber = options.Optional("last_number").BooleanOr(true);
        var numbers = references.ConvertAll(reference => (reference.Text, Value: Read(reference.Text) ?? throw reference.Place.Expected("a number")));
        return piece =>
        {
            if (ReadAnswer(piece, lastNumber) is not { } answer)
                return Judgement.Incorrect("no_number", "The answer is no number.", TextEvidence.Of(piece, numbers[0].Text));
            foreach (var (text, value) in numbers)
            {
                var off = (answer.Value - value).Abs();
                if (off <= absolute || off <= relative * value.Abs())
                    return Judgement.Correct("ok", "The answer is the reference number, within the tolerance.", Evidence(text, value));
            }
            return Judgement.Incorrect("wrong_answer", "The answer is another number.", Evidence(numbers[0].Text, numbers[0].Value));

            TextEvidence Evidence(string text, Rational value) => TextEvidence.Of(piece, text, answer.Value.ToString(), value.ToString(), answer.Found);
        };
    }

    /// <summary>The answer as one number; of a text that states no answer and is no formula by itself, the last number in it.</summary>
    private static (Rational Value, TextSpan? Found)? ReadAnswer(AnswerPiece piece, bool lastNumber)
    {
        if (OneNumber.Read(piece.Text) is { } whole)
            return (whole, piece.Span);
        if (piece.IsStatement || IsFormula(piece.Text))
            return null;
        if (lastNumber && NumberScanner.Last(piece.Text, 0, piece.Text.Length) is { } last && OneNumber.Read(last.Text) is { } value)
            return (value, last.Span.End <= piece.Span.Length ? new(piece.Span.Start + last.Span.Start, last.Span.Length) : piece.Span);
        return null;
    }

    /// <summary>One line without "=" and without a word: √42, 42!, 6*7. Its last number is not what it says.</summary>
    private static bool IsFormula(string text)
    {
        if (text.Length > LongestNumber || text.AsSpan().IndexOfAny('\n', '=') >= 0)
            return false;
        var letters = 0;
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '\\')
            {
                while (at + 1 < text.Length && char.IsAsciiLetter(text[at + 1]))
                    at++;
                letters = 0;
                continue;
            }
            letters = char.IsLetter(text[at]) ? letters + 1 : 0;
            if (letters > 1 || text[at] > '\u2E80')
                return false;
        }
        return true;
    }

    /// <summary>The number that a reference writes; null when it is none, or larger than is compared.</summary>
    private static Rational? Read(string text)
    {
        if (text.Length > LongestNumber)
            return null;
        var answer = AnswerText.Read(text);
        if (answer.Tree is { } usual && ValueOf(usual, 0) is { Bits: <= MostBits } value)
            return value;
        foreach (var reading in (ReadOnlySpan<Reading>)[Reading.LooseGroups, Reading.DecimalComma]) // 1 234 567 and 3,75
        {
            if (answer.TreeIn(reading) is { } other && ValueOf(other, 0) is { Bits: <= MostBits } otherwise)
                return otherwise;
        }
        return null;
    }

    private static Rational? ValueOf(Expr tree, int depth) => depth > MostDepth ? null : tree switch
    {
        Number number => number.Value,
        DecimalNumber number => number.Value,
        Quantity { Unit.IsPercent: true } share => ValueOf(share.Value, depth + 1) is { } hundredfold ? hundredfold / 100 : null, // 50 % = 1/2
        Quantity quantity => ValueOf(quantity.Value, depth + 1),                                                                 // 5 km: the number counts
        Product product => product.Factors.Aggregate((Rational?)Rational.One, (sum, factor) => Bounded(sum, ValueOf(factor, depth + 1), (a, b) => a * b)),
        Sum sum => sum.Terms.Aggregate((Rational?)Rational.Zero, (total, term) => Bounded(total, ValueOf(term, depth + 1), (a, b) => a + b)),
        Power(var of, Number { Value: { IsInteger: true } exponent }) when BigInteger.Abs(exponent.Numerator) <= 1_000 =>
            ValueOf(of, depth + 1) is { } value && value.Bits * (long)BigInteger.Abs(exponent.Numerator) <= 4 * MostBits && !(value.IsZero && exponent.Sign < 0)
                ? value.ToPower((int)exponent.Numerator)
                : null,
        _ => null,
    };

    private static Rational? Bounded(Rational? a, Rational? b, Func<Rational, Rational, Rational> combine) =>
        a is { Bits: <= 4 * MostBits } left && b is { Bits: <= 4 * MostBits } right ? combine(left, right) : null;

    /// <summary>The value of a double, exactly.</summary>
    private static Rational Exact(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var (exponent, mantissa) = ((int)((bits >> 52) & 0x7FF), bits & 0xF_FFFF_FFFF_FFFF);
        (mantissa, exponent) = exponent == 0 ? (mantissa, -1074) : (mantissa | (1L << 52), exponent - 1075);
        return exponent >= 0 ? Rational.Of(mantissa * BigInteger.Pow(2, exponent), 1) : Rational.Of(mantissa, BigInteger.Pow(2, -exponent));
    }
}
