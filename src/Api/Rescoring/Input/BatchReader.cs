
namespace Verifiers.Api.Rescoring.Input;

/// <summary>Some lines of one file that are judged together.</summary>
/// <param name="File">The input file.</param>
/// <param name="Rollouts">In the order of the lines; empty when all were rejected or are other shards'.</param>
/// <param name="Rejected">Lines that are no rollouts.</param>
/// <param name="End">Where the next batch begins.</param>
/// <param name="Consumed">Bytes of all input files that were taken in, for showing progress.</param>
internal sealed record RolloutBatch(InputFile File, IReadOnlyList<Rollout> Rollouts, IReadOnlyList<Rejection> Rejected, InputPosition End, long Consumed);

/// <summary>A place in the input from which reading goes on.</summary>
/// <param name="Input">Which file, from 0.</param>
/// <param name="Offset">In bytes of text.</param>
/// <param name="Line">Lines before it.</param>
/// <param name="Unit">The unit of the last rollout before it; −1 before the first.</param>
/// <param name="Step">That rollout's step; null at the beginning of a file.</param>
/// <param name="Group">That rollout's group; null at the beginning of a file.</param>
internal sealed record InputPosition(int Input, long Offset, long Line, long Unit, long? Step, string? Group)
{
    public static InputPosition Start { get; } = new(0, 0, 0, -1, null, null);
}

/// <summary>How the input is cut.</summary>
/// <param name="Shard">This shard, from 1.</param>
/// <param name="Shards">How many there are.</param>
/// <param name="KeepsGroups">Whether a group must be judged whole.</param>
/// <param name="SplitsSteps">Whether a batch has one step only.</param>
internal sealed record Cutting(int Shard, int Shards, bool KeepsGroups, bool SplitsSteps);

/// <summary>Cuts the input into batches of bounded size. Where it cuts depends on the input alone, never on where reading began.</summary>
internal sealed class BatchReader(IReadOnlyList<InputFile> files, FieldMapping mapping, Cutting cutting)
{
    private const int MaxRollouts = 256;
    private const long MaxSize = 4 << 20;
    private const int MaxGroup = 4096;
    private const long MaxGroupSize = 128 << 20;

    /// <summary>The batches from a position on; the last one of each file ends at the beginning of the next.</summary>
    /// <exception cref="RescoreException">A group that must be judged whole is too large.</exception>
    public IEnumerable<RolloutBatch> Read(InputPosition position)
    {
        var passed = files.Take(position.Input).Sum(file => file.Length);
        for (var input = position.Input; input < files.Count; input++)
        {
            foreach (var batch in ReadFile(input, position, passed))
            {
                position = batch.End;
                yield return batch;
            }
            passed += files[input].Length;
        }
    }

    private IEnumerable<RolloutBatch> ReadFile(int input, InputPosition position, long passed)
    {
        var file = files[input];
        using var lines = IRolloutLines.Open(file.Path, position.Offset, position.Line);
        var (unit, step, group) = (position.Unit, position.Step, position.Group);
        var batch = new Draft(file);
        var before = position;
        while (ReadLine(lines, file) is { } line)
        {
            var here = new InputPosition(input, lines.Offset, lines.Number, unit, step, group);
            if (line.Rollout is { } rollout)
            {
                var goesOn = rollout.Group is not null && rollout.Group == group && rollout.Step == step;
                if (batch.MustEnd(goesOn, rollout.Step != step, cutting))
                {
                    yield return batch.Finish(before, passed + lines.Consumed);
                    batch = new Draft(file);
                }
                if (!goesOn)
                    unit++;
                (step, group) = (rollout.Step, rollout.Group);
                here = here with { Unit = unit, Step = step, Group = group };
                batch.Count(goesOn);
                if (IsMine(unit))
                    batch.Add(rollout with { Unit = unit });
            }
            else if (line.Rejection is { } rejection && IsMine(Math.Max(unit, 0)))
            {
                batch.Rejected.Add(rejection);
            }
            before = here;
            if (batch.Lines++ >= Draft.MaxLines && !(cutting.KeepsGroups && batch.Holds(unit)))
            {
                yield return batch.Finish(before, passed + lines.Consumed);
                batch = new Draft(file);
            }
        }
        yield return batch.Finish(new(input + 1, 0, 0, unit, null, null), passed + file.Length); // a group does not go on in the next file
    }

    private bool IsMine(long unit) => unit % cutting.Shards == cutting.Shard - 1;

    /// <returns>Null at the end of the file; neither a rollout nor a rejection for a blank line.</returns>
    private Line? ReadLine(IRolloutLines lines, InputFile file)
    {
        try
        {
            if (!lines.TryRead(out var bytes, out var isTooLong))
                return null;
            if (isTooLong)
                return new(null, new(file.Name, lines.Number, $"expected at most {LineReader.MaxLineBytes >> 20} MiB, found a longer line."));
            if (lines.Number == 1)
                bytes = RolloutReader.WithoutMark(bytes);
            if (bytes.Span.Trim(" \t\r"u8).IsEmpty)
                return new(null, null);
            return new(RolloutReader.Read(bytes, mapping, lines.Number), null);
        }
        catch (InvalidInputException refused)
        {
            return new(null, new(file.Name, lines.Number, refused.Path.Length == 0 ? refused.Problem : $"{refused.Path}: {refused.Problem}"));
        }
        catch (InvalidDataException broken)
        {
            return new(null, new(file.Name, lines.Number + 1, $"the compressed file cannot be read from here on: {broken.Message}"));
        }
    }

    private sealed record Line(Rollout? Rollout, Rejection? Rejection);

    /// <summary>A batch that grows.</summary>
    private sealed class Draft(InputFile file)
    {
        /// <summary>Lines of other shards, or rejected ones, end a batch too: progress is kept, and memory bounded.</summary>
        public const int MaxLines = 16_384;

        private readonly List<Rollout> _rollouts = [];
        private long _size;
        private int _ofLastUnit;

        public List<Rejection> Rejected { get; } = [];

        public int Lines { get; set; }

        /// <summary>Whether the unit may still grow in this batch.</summary>
        public bool Holds(long unit) => _rollouts.Count > 0 && _rollouts[^1].Unit == unit;

        public void Count(bool goesOn) => _ofLastUnit = goesOn ? _ofLastUnit + 1 : 1;

        public void Add(Rollout rollout)
        {
            _rollouts.Add(rollout);
            _size += rollout.Size;
        }

        /// <summary>Whether the next rollout belongs to another batch.</summary>
        public bool MustEnd(bool goesOn, bool isOtherStep, Cutting cutting)
        {
            if (_rollouts.Count == 0)
                return false;
            if (cutting.SplitsSteps && isOtherStep)
                return true;
            if (!goesOn)
                return _rollouts.Count >= MaxRollouts || _size >= MaxSize || Lines >= MaxLines;
            if (!cutting.KeepsGroups)
                return _rollouts.Count >= 2 * MaxRollouts || _size >= 2 * MaxSize;
            return _ofLastUnit < MaxGroup && _size < MaxGroupSize ? false : throw new RescoreException(
                $"{file.Name}: the group '{_rollouts[^1].Group}' has more than {MaxGroup} rollouts or {MaxGroupSize >> 20} million characters. The rubric "
                + "judges groups whole, and so much is not held in memory; map another field with --field group=NAME.");
        }

        public RolloutBatch Finish(InputPosition end, long consumed) => new(file, _rollouts, Rejected, end, consumed);
    }
}
