using Verifiers.Structured.Patterns;

namespace Verifiers.Structured.Grammars;

/// <summary>A context-free grammar over code points.</summary>
/// <param name="Names">Of the symbols; those that repetitions and groups need have none.</param>
/// <param name="Productions">For each symbol its right-hand sides.</param>
/// <param name="Start">The symbol of the whole text.</param>
internal sealed record Grammar(IReadOnlyList<string> Names, IReadOnlyList<IReadOnlyList<GrammarSymbol[]>> Productions, int Start)
{
    /// <summary>Symbols that can be nothing at all.</summary>
    public bool[] FindNullable()
    {
        var nullable = new bool[Productions.Count];
        for (var hasChanged = true; hasChanged;)
        {
            hasChanged = false;
            for (var symbol = 0; symbol < nullable.Length; symbol++)
            {
                if (nullable[symbol] || !Productions[symbol].Any(side => Array.TrueForAll(side, part => part.Set is null && nullable[part.Symbol])))
                    continue;
                nullable[symbol] = hasChanged = true;
            }
        }
        return nullable;
    }
}

/// <summary>One part of a right-hand side: a set of code points, or another symbol.</summary>
/// <param name="Set">Null for a symbol.</param>
/// <param name="Symbol">Its number; meaningless for a set.</param>
internal readonly record struct GrammarSymbol(CodePointSet? Set, int Symbol);
