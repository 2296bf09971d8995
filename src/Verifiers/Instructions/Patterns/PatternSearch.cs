using Verifiers.Instructions.Text;

namespace Verifiers.Instructions.Patterns;

/// <summary>One search through one text: the ways that are still open, the preferred one first.</summary>
internal sealed class PatternSearch(Step[] steps, int start, string text, long work)
{
    private readonly int[] _seen = new int[steps.Length];
    private readonly Stack<int> _pending = new();
    private List<(int Step, int From)> _ways = [];
    private List<(int Step, int From)> _nextWays = [];
    private readonly List<(int Step, int From)> _readers = [];
    private long _workLeft = work;
    private int _round;

    /// <summary>Whether the bound was reached.</summary>
    public bool IsExhausted => _workLeft < 0;

    /// <summary>The first match from a place on; null when there is none, or when the bound was reached.</summary>
    /// <param name="from">First UTF-16 code unit.</param>
    /// <param name="mustAdvance">Whether an empty match at <paramref name="from"/> does not count, because one was found there already.</param>
    public TextSpan? Next(int from, bool mustAdvance)
    {
        _ways.Clear();
        TextSpan? found = null;
        for (var at = from; ;)
        {
            _round++;
            _readers.Clear();
            var hasCharacter = at < text.Length;
            var length = 0;
            var code = hasCharacter ? Characters.At(text, at, out length) : -1;

            // Ways were added in order of preference; one that starts here is the least preferred.
            var closed = CloseOver(at, mustAdvance && at == from, found is null);
            if (closed is { } match)
                found = match;
            foreach (var (step, begin) in _readers)
            {
                if (hasCharacter && steps[step].Set!.Contains(code))
                    _nextWays.Add((steps[step].First, begin));
            }
            (_ways, _nextWays) = (_nextWays, _ways);
            _nextWays.Clear();
            _workLeft -= _readers.Count + 2;
            if (_workLeft < 0)
                return null;
            if (!hasCharacter || (found is not null && _ways.Count == 0))
                return found;
            at += length;
        }
    }

    /// <summary>
    /// Follows all ways up to the next character to read, which go to <see cref="_readers"/>; the match that one of them reaches closes
    /// all less preferred ones.
    /// </summary>
    private TextSpan? CloseOver(int at, bool emptyIsNoMatch, bool mayStart)
    {
        foreach (var (step, begin) in _ways)
        {
            if (Follow(step, begin, at, emptyIsNoMatch))
                return TextSpan.Between(begin, at);
        }
        return mayStart && Follow(start, at, at, emptyIsNoMatch) ? new TextSpan(at, 0) : null;
    }

    private bool Follow(int first, int begin, int at, bool emptyIsNoMatch)
    {
        _pending.Push(first);
        while (_pending.TryPop(out var step))
        {
            if (_seen[step] == _round)
                continue;
            _seen[step] = _round;
            _workLeft--;
            ref readonly var here = ref steps[step];
            switch (here.Kind)
            {
                case StepKind.Character:
                    _readers.Add((step, begin));
                    break;
                case StepKind.Fork:
                    _pending.Push(here.Second);
                    _pending.Push(here.First);
                    break;
                case StepKind.Place:
                    if (IsAt(here.Place, at))
                        _pending.Push(here.First);
                    break;
                case StepKind.Match:
                    if (emptyIsNoMatch && begin == at)
                        break;
                    _pending.Clear();
                    return true;
            }
        }
        return false;
    }

    private bool IsAt(PlaceKind place, int at) => place switch
    {
        PlaceKind.TextStart => at == 0,
        PlaceKind.TextEnd => at == text.Length,
        PlaceKind.LastLineEnd => at == text.Length || (at == text.Length - 1 && text[at] == '\n'),
        PlaceKind.LineStart => at == 0 || text[at - 1] == '\n',
        PlaceKind.LineEnd => at == text.Length || text[at] == '\n',
        PlaceKind.WordBoundary => Characters.IsWordBoundary(text, at),
        PlaceKind.NoWordBoundary => !Characters.IsWordBoundary(text, at),
    };
}
