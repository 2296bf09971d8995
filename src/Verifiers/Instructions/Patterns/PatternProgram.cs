namespace Verifiers.Instructions.Patterns;

/// <summary>One step of a program that searches.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="First">Where it goes on; of a fork, the way that is preferred.</param>
/// <param name="Second">Of a fork, the other way.</param>
/// <param name="Set">Of a character, the set it must be in.</param>
/// <param name="Place">Of a place, what it must be.</param>
internal readonly record struct Step(StepKind Kind, int First = 0, int Second = 0, CharacterSet? Set = null, PlaceKind Place = default);

/// <summary>What a step does.</summary>
internal enum StepKind
{
    /// <summary>Reads one character.</summary>
    Character,

    /// <summary>Goes two ways at once.</summary>
    Fork,

    /// <summary>Goes on where the place is right.</summary>
    Place,

    /// <summary>A match.</summary>
    Match,
}

/// <summary>Turns the tree of an expression into steps.</summary>
internal sealed class PatternProgram
{
    private const int MaxSteps = 5000;

    private readonly List<Step> _steps = [];

    /// <summary>The steps, the first one at <paramref name="start"/>; null when they are too many.</summary>
    public static Step[]? Compile(PatternNode tree, out int start)
    {
        var program = new PatternProgram();
        start = program.Add(new Step(StepKind.Match));
        start = program.Compile(tree, start);
        return program._steps.Count > MaxSteps ? null : [.. program._steps];
    }

    private int Add(Step step)
    {
        _steps.Add(step);
        return _steps.Count - 1;
    }

    /// <summary>Compiles a node that goes on at <paramref name="next"/>; where it starts.</summary>
    private int Compile(PatternNode node, int next)
    {
        if (_steps.Count > MaxSteps)
            return next;
        switch (node)
        {
            case OneOf(var set):
                return Add(new Step(StepKind.Character, next, Set: set));
            case Place(var kind):
                return Add(new Step(StepKind.Place, next, Place: kind));
            case Following(var parts):
                for (var i = parts.Count - 1; i >= 0; i--)
                    next = Compile(parts[i], next);
                return next;
            case Either(var choices):
                var start = Compile(choices[^1], next);
                for (var i = choices.Count - 2; i >= 0; i--)
                    start = Add(new Step(StepKind.Fork, Compile(choices[i], next), start));
                return start;
            case Repeated repeated:
                return Compile(repeated, next);
            default:
                throw new ArgumentOutOfRangeException(nameof(node), node, "No such node.");
        }
    }

    private int Compile(Repeated repeated, int next)
    {
        var (part, minimum, maximum, greedy) = repeated;
        var start = next;
        if (maximum is null)
        {
            var fork = Add(default);
            var body = Compile(part, fork);
            _steps[fork] = Fork(body, next, greedy);
            start = fork;
        }
        else
        {
            for (var i = minimum; i < maximum; i++)
                start = Add(Fork(Compile(part, start), next, greedy));
        }
        for (var i = 0; i < minimum; i++)
            start = Compile(part, start);
        return start;
    }

    private static Step Fork(int body, int next, bool greedy) =>
        greedy ? new Step(StepKind.Fork, body, next) : new Step(StepKind.Fork, next, body);
}
