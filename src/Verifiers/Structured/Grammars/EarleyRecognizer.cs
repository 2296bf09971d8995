using Verifiers.Structured.Patterns;

namespace Verifiers.Structured.Grammars;

/// <summary>
/// Decides whether a text is in the language of a grammar, any context-free one, by Earley's algorithm: linear for most grammars, never
/// more than cubic, and bounded by a number of items. Shared by all threads.
/// </summary>
internal sealed class EarleyRecognizer
{
    /// <summary>Items of one decision.</summary>
    public const int MaxItems = 2_000_000;

    private readonly State[] _states;
    private readonly int[][] _begins; // for each symbol the first state of each right-hand side
    private readonly bool[] _nullable;
    private readonly int _start;

    public EarleyRecognizer(Grammar grammar)
    {
        var states = new List<State>();
        _begins = new int[grammar.Productions.Count][];
        for (var symbol = 0; symbol < _begins.Length; symbol++)
        {
            var begins = new List<int>();
            foreach (var side in grammar.Productions[symbol])
            {
                begins.Add(states.Count);
                states.AddRange(side.Select(part => new State(symbol, part.Set, part.Set is null ? part.Symbol : -1)));
                states.Add(new(symbol, null, -1));
            }
            _begins[symbol] = [.. begins];
        }
        _states = [.. states];
        _nullable = grammar.FindNullable();
        _start = grammar.Start;
    }

    /// <summary>Decides.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Whether it is in the language, null when that takes too many items; and how many code points could be read.</returns>
    public (bool? IsMember, int Read) Recognize(string text)
    {
        var points = PatternParser.CodePoints(text);
        var waiting = new List<Dictionary<int, List<Item>>?>();
        var current = new List<Item>();
        var next = new List<Item>();
        var seen = new HashSet<Item>();
        var left = MaxItems;
        foreach (var begin in _begins[_start])
            current.Add(new(begin, 0));
        for (var at = 0; ; at++)
        {
            waiting.Add(null);
            seen.Clear();
            seen.UnionWith(current);
            next.Clear();
            var isWhole = false;
            for (var index = 0; index < current.Count; index++)
            {
                if (--left < 0)
                    return (null, at);
                var item = current[index];
                var state = _states[item.State];
                if (state.Set is { } set)
                {
                    if (at < points.Length && set.Contains(points[at]))
                        next.Add(item.Advanced);
                }
                else if (state.Symbol >= 0)
                {
                    Predict(item, state.Symbol, at, waiting[at] ??= [], current, seen);
                }
                else
                {
                    isWhole |= state.Owner == _start && item.Origin == 0;
                    if (!Complete(state.Owner, waiting[item.Origin], current, seen, ref left))
                        return (null, at);
                }
            }
            if (at == points.Length)
                return (isWhole, at);
            if (next.Count == 0)
                return (false, at);
            (current, next) = (next, current);
        }
    }

    private void Predict(Item item, int symbol, int at, Dictionary<int, List<Item>> here, List<Item> current, HashSet<Item> seen)
    {
        if (!here.TryGetValue(symbol, out var waiting))
        {
            here.Add(symbol, waiting = []);
            foreach (var begin in _begins[symbol])
                Add(new(begin, at), current, seen);
        }
        waiting.Add(item);
        if (_nullable[symbol])
            Add(item.Advanced, current, seen); // the symbol may be nothing (Aycock and Horspool, 2002)
    }

    private static bool Complete(int symbol, Dictionary<int, List<Item>>? origin, List<Item> current, HashSet<Item> seen, ref int left)
    {
        if (origin is null || !origin.TryGetValue(symbol, out var waiting))
            return true;
        left -= waiting.Count;
        for (var index = 0; index < waiting.Count && left >= 0; index++)
            Add(waiting[index].Advanced, current, seen);
        return left >= 0;
    }

    private static void Add(Item item, List<Item> current, HashSet<Item> seen)
    {
        if (seen.Add(item))
            current.Add(item);
    }

    /// <summary>A place in a right-hand side; with neither set nor symbol behind it, its end.</summary>
    private readonly record struct State(int Owner, CodePointSet? Set, int Symbol);

    /// <summary>A right-hand side that has been read up to a state, since a place in the text.</summary>
    private readonly record struct Item(int State, int Origin)
    {
        public Item Advanced => new(State + 1, Origin);
    }
}
