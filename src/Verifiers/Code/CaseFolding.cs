using System.Buffers;
using System.Text;

namespace Verifiers.Code;

/// <summary>Unicode's simple case folding, one code point for one: neither ß = ss nor the rules of any language.</summary>
internal static class CaseFolding
{
    /// <summary>Whether two pieces of UTF-8 are equal but for case. Bytes that are no UTF-8 must be equal. Linear.</summary>
    public static bool AreEqual(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        while (!left.IsEmpty && !right.IsEmpty)
        {
            var leftStatus = Rune.DecodeFromUtf8(left, out var leftRune, out var leftLength);
            var rightStatus = Rune.DecodeFromUtf8(right, out var rightRune, out var rightLength);
            var isText = leftStatus == OperationStatus.Done && rightStatus == OperationStatus.Done;
            if (isText ? Fold(leftRune) != Fold(rightRune) : !left[..leftLength].SequenceEqual(right[..rightLength]))
                return false;
            left = left[leftLength..];
            right = right[rightLength..];
        }
        return left.IsEmpty && right.IsEmpty;
    }

    /// <summary>U+0130 (İ) has no simple folding; everything else folds through its capital, so that ς and σ, K and k meet.</summary>
    private static Rune Fold(Rune rune) => rune.Value == 0x130 ? rune : Rune.ToLowerInvariant(Rune.ToUpperInvariant(rune));
}
