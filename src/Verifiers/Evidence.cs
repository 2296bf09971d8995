namespace Verifiers;

/// <summary>
/// What a verifier found. Each family derives one sealed record of plain properties; the service writes them in snake_case.
/// Texts that come from a completion are cut to a stated length, so that evidence stays small.
/// </summary>
public abstract record Evidence;

/// <summary>A piece of the completion.</summary>
/// <param name="Start">First UTF-16 code unit.</param>
/// <param name="Length">Number of UTF-16 code units.</param>
public readonly record struct TextSpan(int Start, int Length)
{
    /// <summary>One past the last UTF-16 code unit.</summary>
    public int End => Start + Length;

    /// <summary>The piece itself.</summary>
    public ReadOnlySpan<char> In(string text) => text.AsSpan(Start, Length);

    /// <summary>The span from <paramref name="start"/> up to but without <paramref name="end"/>.</summary>
    public static TextSpan Between(int start, int end) => new(start, end - start);
}
