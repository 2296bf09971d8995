using System.Collections;

namespace Verifiers.Structured.Patterns;

/// <summary>
/// A regular expression of ECMA-262, searched in a text of code points. Without back references and look-around a search looks at each
/// pair of instruction and place at most once, so that it is linear in the text; what goes beyond that is bounded by steps.
/// </summary>
/// <remarks>
/// The program is that of Thompson's construction, run depth-first. Without back references nothing but instruction and place decides
/// how a run goes on: a pair that failed once fails again.
/// </remarks>
internal sealed class EcmaPattern
{
    private const int MaxLength = 4_000;
    private const int MaxProgram = 20_000;
    private const long MaxPairs = 1L << 28;

    private readonly List<Instruction> _program = [];
    private readonly List<(int Start, LookNode Node)> _looks = [];
    private readonly int _groups;
    private readonly bool _hasBackReferences;
    private readonly bool _isAnchored;
    private int _counters;

    private EcmaPattern(PatternNode root, int groups, bool hasBackReferences)
    {
        (_groups, _hasBackReferences) = (groups, hasBackReferences);
        _isAnchored = root is SequenceNode { Parts: [AnchorNode { Kind: Anchor.Start }, ..] };
        Emit(root);
        Add(new(Operation.Match));
        for (var index = 0; index < _looks.Count; index++) // looks inside looks are added meanwhile
        {
            _looks[index] = (_program.Count, _looks[index].Node);
            Emit(_looks[index].Node.Item);
            Add(new(Operation.Match));
        }
    }

    private enum Operation
    {
        Set,
        Split,
        Jump,
        Assert,
        Look,
        OpenGroup,
        CloseGroup,
        BackReference,
        EnterLoop,
        LeaveLoop,
        Match,
    }

    /// <summary>Compiles an expression; null, with the reason, when that cannot be done.</summary>
    public static EcmaPattern? TryCompile(string pattern, out string problem)
    {
        problem = "";
        if (pattern.Length > MaxLength)
        {
            problem = $"it is longer than {MaxLength} characters.";
            return null;
        }
        try
        {
            var (root, groups, hasBackReferences) = PatternParser.Parse(pattern);
            return new(root, groups, hasBackReferences);
        }
        catch (FormatException fault)
        {
            problem = fault.Message;
            return null;
        }
    }

    /// <summary>Whether it matches anywhere in the text; null when that would take too many steps.</summary>
    /// <param name="text">The text.</param>
    /// <param name="steps">Steps that are left; what the search takes is taken off.</param>
    public bool? IsMatch(string text, ref long steps)
    {
        var points = PatternParser.CodePoints(text);
        var pairs = (long)_program.Count * (points.Length + 1);
        if (pairs > MaxPairs)
            return null;
        var run = new Run(this, points, steps - (pairs / 64));
        var seen = _hasBackReferences ? null : new BitArray((int)pairs);
        for (var start = 0; start <= (_isAnchored ? 0 : points.Length); start++)
        {
            if (run.Matches(0, start, end: -1, seen) || run.IsExhausted)
                break;
        }
        steps = run.StepsLeft;
        return run.IsExhausted ? null : run.HasMatched;
    }

    private void Emit(PatternNode node)
    {
        switch (node)
        {
            case SetNode set:
                Add(new(Operation.Set) { Set = set.Set });
                break;
            case SequenceNode sequence:
                foreach (var part in sequence.Parts)
                    Emit(part);
                break;
            case AlternativesNode alternatives:
                EmitChoices(alternatives.Choices);
                break;
            case RepeatNode repeat:
                EmitRepeat(repeat);
                break;
            case CaptureNode capture when _hasBackReferences:
                Add(new(Operation.OpenGroup, capture.Number));
                Emit(capture.Item);
                Add(new(Operation.CloseGroup, capture.Number));
                break;
            case CaptureNode capture:
                Emit(capture.Item);
                break;
            case BackReferenceNode reference:
                Add(new(Operation.BackReference, reference.Number));
                break;
            case AnchorNode anchor:
                Add(new(Operation.Assert, (int)anchor.Kind));
                break;
            case LookNode look:
                Add(new(Operation.Look, _looks.Count));
                _looks.Add((0, look));
                break;
        }
    }

    private void EmitChoices(IReadOnlyList<PatternNode> choices)
    {
        var ends = new List<int>();
        for (var index = 0; index < choices.Count; index++)
        {
            var isLast = index == choices.Count - 1;
            var split = isLast ? -1 : Add(new(Operation.Split));
            Emit(choices[index]);
            if (isLast)
                break;
            ends.Add(Add(new(Operation.Jump)));
            _program[split] = _program[split] with { Target = _program.Count };
        }
        foreach (var end in ends)
            _program[end] = _program[end] with { Target = _program.Count };
    }

    private void EmitRepeat(RepeatNode repeat)
    {
        for (var count = 0; count < repeat.Minimum; count++)
            Emit(repeat.Item);
        if (repeat.Maximum is { } maximum)
        {
            var splits = new List<int>();
            for (var count = repeat.Minimum; count < maximum; count++)
            {
                splits.Add(Add(new(Operation.Split)));
                Emit(repeat.Item);
            }
            foreach (var split in splits)
                _program[split] = _program[split] with { Target = _program.Count };
            return;
        }
        var loop = Add(new(Operation.Split));
        var counter = _counters++;
        if (_hasBackReferences)
            Add(new(Operation.EnterLoop, counter));
        Emit(repeat.Item);
        if (_hasBackReferences)
            Add(new(Operation.LeaveLoop, counter)); // a turn that took nothing is not repeated
        Add(new(Operation.Jump) { Target = loop });
        _program[loop] = _program[loop] with { Target = _program.Count };
    }

    private int Add(Instruction instruction)
    {
        if (_program.Count == MaxProgram)
            throw new FormatException($"its repetitions multiply to more than {MaxProgram} instructions.");
        _program.Add(instruction);
        return _program.Count - 1;
    }

    /// <param name="What">The operation.</param>
    /// <param name="Number">Of the group, anchor, look or loop.</param>
    private sealed record Instruction(Operation What, int Number = 0)
    {
        public CodePointSet? Set { get; init; }

        public int Target { get; init; }
    }

    /// <summary>One search.</summary>
    private sealed class Run(EcmaPattern pattern, int[] text, long steps)
    {
        private readonly Stack<(int Instruction, int At, int[] Groups)> _waiting = new();

        public long StepsLeft { get; private set; } = steps;

        public bool IsExhausted { get; private set; }

        public bool HasMatched { get; private set; }

        /// <summary>Whether the program matches from a place; up to a place where one is given.</summary>
        public bool Matches(int program, int start, int end, BitArray? seen) => HasMatched = Search(program, start, end, seen, null, []);

        private bool Search(int program, int start, int end, BitArray? seen, HashSet<(int, int)>? few, int[] groups)
        {
            var waiting = few is null && seen is not null ? _waiting : [];
            var price = seen is not null ? 1 : 8; // a step that keeps what it passed costs more
            waiting.Clear();
            var registers = pattern._hasBackReferences && groups.Length == 0 ? NewGroups() : groups;
            waiting.Push((program, start, registers));
            while (waiting.TryPop(out var next))
            {
                var (instruction, at, state) = next;
                while (true)
                {
                    if ((StepsLeft -= price) < 0)
                    {
                        IsExhausted = true;
                        return false;
                    }
                    if (few is not null && !few.Add((instruction, at)))
                        break;
                    if (seen is not null)
                    {
                        var pair = (instruction * (text.Length + 1)) + at;
                        if (seen[pair])
                            break;
                        seen[pair] = true;
                    }
                    var step = pattern._program[instruction];
                    if (step.What == Operation.Match)
                    {
                        if (end < 0 || end == at)
                            return true;
                        break;
                    }
                    if (step.What == Operation.Split)
                    {
                        waiting.Push((step.Target, at, state));
                        instruction++;
                        continue;
                    }
                    if (!Take(step, ref at, ref state))
                        break;
                    instruction = step.What == Operation.Jump ? step.Target : instruction + 1;
                }
            }
            return false;
        }

        /// <summary>Takes an instruction other than a match or a split; false when it fails here.</summary>
        private bool Take(Instruction step, ref int at, ref int[] state)
        {
            switch (step.What)
            {
                case Operation.Set:
                    return at < text.Length && step.Set!.Contains(text[at++]);
                case Operation.Assert:
                    return Holds((Anchor)step.Number, at);
                case Operation.Look:
                    return Look(step.Number, at, state);
                case Operation.OpenGroup:
                    state = With(state, (step.Number * 2) + 1, -1, step.Number * 2, at);
                    return true;
                case Operation.CloseGroup:
                    state = With(state, (step.Number * 2) + 1, at);
                    return true;
                case Operation.EnterLoop:
                    state = With(state, LoopPlace(step.Number), at);
                    return true;
                case Operation.LeaveLoop:
                    return state[LoopPlace(step.Number)] != at;
                case Operation.BackReference:
                    return TakeBackReference(step.Number, ref at, state);
                default:
                    return true;
            }
        }

        private bool TakeBackReference(int group, ref int at, int[] state)
        {
            var (from, to) = (state[group * 2], state[(group * 2) + 1]);
            if (from < 0 || to < 0)
                return true; // a group that took no part matches nothing, everywhere
            var length = to - from;
            StepsLeft -= length;
            if (at + length > text.Length || !text.AsSpan(from, length).SequenceEqual(text.AsSpan(at, length)))
                return false;
            at += length;
            return true;
        }

        private bool Look(int number, int at, int[] state)
        {
            var (start, node) = pattern._looks[number];
            var few = pattern._hasBackReferences ? null : new HashSet<(int, int)>();
            var isFound = false;
            if (node.IsBehind)
            {
                for (var from = at; from >= 0 && !isFound && !IsExhausted; from--)
                    isFound = Search(start, from, at, null, few, state);
            }
            else
            {
                isFound = Search(start, at, -1, null, few, state);
            }
            return isFound != node.IsNegative;
        }

        private bool Holds(Anchor anchor, int at) => anchor switch
        {
            Anchor.Start => at == 0,
            Anchor.End => at == text.Length,
            Anchor.WordBoundary => IsWord(at - 1) != IsWord(at),
            Anchor.NoWordBoundary => IsWord(at - 1) == IsWord(at),
        };

        private bool IsWord(int at) => at >= 0 && at < text.Length && CodePointSet.Word.Contains(text[at]);

        private int LoopPlace(int counter) => ((pattern._groups + 1) * 2) + counter;

        private int[] NewGroups()
        {
            var groups = new int[LoopPlace(pattern._counters)];
            Array.Fill(groups, -1);
            return groups;
        }

        private int[] With(int[] state, int place, int value, int otherPlace = -1, int otherValue = 0)
        {
            StepsLeft -= state.Length / 16;
            var changed = (int[])state.Clone();
            changed[place] = value;
            if (otherPlace >= 0)
                changed[otherPlace] = otherValue;
            return changed;
        }
    }
}
