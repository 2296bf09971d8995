using Verifiers.Policy.Generation;

namespace Verifiers.Policy.Tasks;

/// <summary>Tokens that problems need, in the default vocabulary.</summary>
internal static class Context
{
    /// <summary>Begin, prompt, demonstration, end.</summary>
    public static int LengthOf(string prompt, string demonstration) =>
        Tokenizer.Default.Encode(prompt).Length + Tokenizer.Default.Encode(demonstration).Length + 2;

    /// <summary>The next multiple of 8.</summary>
    public static int RoundUp(int tokens) => (tokens + 7) / 8 * 8;
}
