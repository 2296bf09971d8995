using System.Collections.Frozen;
using System.Text;

namespace Verifiers.Instructions.Text;

/// <summary>When two characters match without regard to case, as Python's expressions have it: simple folding, one character for one.</summary>
internal static class SimpleFolding
{
    /// <summary>Characters that have one capital in common though not one small letter: ı and i, ſ and s, µ and μ, ς and σ…</summary>
    private static readonly FrozenDictionary<int, int> _shared = new Dictionary<int, int>
    {
        [0x131] = 'i',
        [0x17F] = 's',
        [0xB5] = 0x3BC,
        [0x345] = 0x3B9,
        [0x1FBE] = 0x3B9,
        [0x1FD3] = 0x390,
        [0x1FE3] = 0x3B0,
        [0x3D0] = 0x3B2,
        [0x3F5] = 0x3B5,
        [0x3D1] = 0x3B8,
        [0x3F0] = 0x3BA,
        [0x3D6] = 0x3C0,
        [0x3F1] = 0x3C1,
        [0x3C2] = 0x3C3,
        [0x3D5] = 0x3C6,
        [0x1C80] = 0x432,
        [0x1C81] = 0x434,
        [0x1C82] = 0x43E,
        [0x1C83] = 0x441,
        [0x1C84] = 0x442,
        [0x1C85] = 0x442,
        [0x1C86] = 0x44A,
        [0x1C87] = 0x463,
        [0x1C88] = 0xA64B,
        [0x1E9B] = 0x1E61,
        [0xFB06] = 0xFB05,
    }.ToFrozenDictionary();

    /// <summary>What all characters that match each other have in common.</summary>
    public static int Fold(int code)
    {
        if (code < 128)
            return code is >= 'A' and <= 'Z' ? code | 0x20 : code;
        if (!Rune.IsValid(code))
            return code;
        var lower = code == 0x130 ? 'i' : Rune.ToLowerInvariant(new Rune(code)).Value;
        return _shared.GetValueOrDefault(lower, lower);
    }
}
