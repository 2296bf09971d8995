using System.Runtime.InteropServices;
using System.Text.Json;
using Verifiers.Flags;
using Verifiers.Rubrics;
using Verifiers.Scoring.Lanes;

namespace Verifiers.Scoring;

/// <summary>A batch whose references are read: each once, however many samples share it, and equal completions merged.</summary>
public sealed class PreparedBatch
{
    private readonly LaneSeconds[] _seconds;

    private PreparedBatch(IReadOnlyList<SampleToScore> samples, IReadOnlyList<Job> jobs, IReadOnlyList<SampleGroup> groups, bool mayBeKnown)
    {
        Samples = samples;
        MayBeKnown = mayBeKnown;
        _seconds = new LaneSeconds[samples.Count];
        foreach (var member in groups.SelectMany(group => group.Members))
            Expected += _seconds[member.Index] = SecondsOf(member);
        Jobs = jobs;
        Groups = groups;
    }

    /// <summary>The samples in the caller's order.</summary>
    public IReadOnlyList<SampleToScore> Samples { get; }

    /// <summary>Whether judgements reached for other batches may be taken.</summary>
    internal bool MayBeKnown { get; }

    /// <summary>The work, in the order in which it is begun: what takes longest first.</summary>
    internal IReadOnlyList<Job> Jobs { get; }

    internal IReadOnlyList<SampleGroup> Groups { get; }

    /// <summary>About how long the whole batch takes, known before it begins.</summary>
    public LaneSeconds Expected { get; }

    /// <summary>About how long one sample takes; a copy costs nothing of its own but the group phase.</summary>
    public LaneSeconds ExpectedOf(int sample) => _seconds[sample];

    /// <summary>Reads the references.</summary>
    /// <param name="samples">The batch.</param>
    /// <param name="mergeCopies">Whether equal completions with equal references are judged once, here and in batches before.</param>
    /// <exception cref="InvalidInputException">A reference or option has the wrong shape; the path names the sample.</exception>
    public static PreparedBatch Prepare(IReadOnlyList<SampleToScore> samples, bool mergeCopies = true)
    {
        var plans = new Dictionary<PlanKey, Plan>();
        var jobs = new List<Job>();
        var known = new Dictionary<(Plan, string Text, int? Tokens, string? Prompt), Job>();
        var groups = new Dictionary<string, SampleGroup>(StringComparer.Ordinal);
        var inOrder = new List<SampleGroup>();
        var (last, plan) = (default(PlanKey), default(Plan)!);
        for (var index = 0; index < samples.Count; index++)
        {
            var sample = samples[index];
            var key = new PlanKey(sample.Rubric, sample.Reference.Element);
            if (!key.IsSamePlaceAs(last) && !plans.TryGetValue(key, out plan!)) // a group's samples stand on one reference: it is not hashed for each
                plans.Add(key, plan = Plan.Make(sample.Rubric, sample.Reference));
            last = key;

            var identity = (plan, sample.Completion.Text, sample.Completion.TokenCount, sample.Completion.Prompt);
            if (!mergeCopies || sample.Completion.TokenIds is not null || !known.TryGetValue(identity, out var job))
            {
                job = new Job(plan, sample.Completion);
                jobs.Add(job);
                known[identity] = job;
            }

            SampleGroup? group = null;
            if (sample.Group is null || !groups.TryGetValue(sample.Group, out group))
            {
                group = new SampleGroup(sample.Group);
                inOrder.Add(group);
                if (sample.Group is not null)
                    groups.Add(sample.Group, group);
            }
            group.Members.Add(new(index, job, IsCopy: job.Samples > 0));
            job.Samples++;
        }
        // Within a run the lanes are first come, first served: a long job that is begun last would be waited for with every other place idle.
        return new(samples, [.. jobs.OrderByDescending(one => one.Plan.ExpectedSeconds)], inOrder, mergeCopies);
    }

    /// <summary>The places of the samples of each named group, in order of first appearance.</summary>
    public IEnumerable<(string Name, IReadOnlyList<int> Samples)> NamedGroups() =>
        from @group in Groups
        where @group.Name is not null
        select (@group.Name, (IReadOnlyList<int>)[.. @group.Members.Select(member => member.Index)]);

    private static LaneSeconds SecondsOf(GroupMember member)
    {
        var (plan, total) = (member.Job.Plan, default(LaneSeconds));
        for (var i = 0; i < plan.Prepared.Length; i++)
        {
            var verifier = plan.Rubric.Components[i].Verifier;
            if (!member.IsCopy || verifier.Phase == JudgingPhase.Group)
                total += LaneSeconds.In(verifier.Lane, LaneSeconds.Of(verifier.Lane, plan.Prepared[i], member.Job.Completion));
        }
        return total;
    }

    /// <summary>Samples with one rubric and one reference, byte for byte, share what was prepared.</summary>
    private readonly struct PlanKey(Rubric rubric, JsonElement reference) : IEquatable<PlanKey>
    {
        private readonly Rubric _rubric = rubric;
        private readonly JsonElement _reference = reference;

        public bool Equals(PlanKey other) => ReferenceEquals(_rubric, other._rubric) && Raw().SequenceEqual(other.Raw());

        public override bool Equals(object? obj) => obj is PlanKey other && Equals(other);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            hash.Add(_rubric);
            hash.AddBytes(Raw());
            return hash.ToHashCode();
        }

        /// <summary>Whether both are the same bytes at the same place, not only equal ones.</summary>
        public bool IsSamePlaceAs(PlanKey other) => ReferenceEquals(_rubric, other._rubric) && Raw() == other.Raw();

        private ReadOnlySpan<byte> Raw() =>
            _reference.ValueKind == JsonValueKind.Undefined ? default : JsonMarshal.GetRawUtf8Value(_reference);
    }
}

/// <summary>A rubric whose verifiers have read one reference.</summary>
internal sealed class Plan
{
    private readonly Lazy<ReferenceLeak?> _leak;

    private Plan(Rubric rubric, IPreparedVerifier[] prepared, JudgementKey[] keys)
    {
        Rubric = rubric;
        Prepared = prepared;
        Keys = keys;
        ExpectedSeconds = prepared.Sum(verifier => verifier.ExpectedSeconds);
        _leak = new(() => ReferenceLeak.Of(prepared.SelectMany(verifier => verifier.HiddenTexts)));
    }

    public Rubric Rubric { get; }

    /// <summary>One a component, in the rubric's order.</summary>
    public IPreparedVerifier[] Prepared { get; }

    /// <summary>One a component: names its judgements by their content.</summary>
    public JudgementKey[] Keys { get; }

    /// <summary>About how long it takes to judge one completion.</summary>
    public double ExpectedSeconds { get; }

    /// <summary>Finds completions that quote what they are judged by; null when there is nothing to quote.</summary>
    public ReferenceLeak? Leak => _leak.Value;

    public bool HasGroupPhase => Rubric.Components.Any(component => component.Verifier.Phase == JudgingPhase.Group);

    public static Plan Make(Rubric rubric, JsonCursor reference)
    {
        var shares = new ReferenceShares(rubric, reference);
        var parts = rubric.Components.Select(component => (Component: component, Reference: shares.Of(component))).ToList();
        return new(
            rubric, [.. parts.Select(part => part.Component.Prepare(part.Reference))], [.. parts.Select(part => new JudgementKey(part.Component, part.Reference))]);
    }
}

/// <summary>One completion to judge by one plan: the work that is done once.</summary>
internal sealed class Job(Plan plan, Completion completion)
{
    public Plan Plan { get; } = plan;

    public Completion Completion { get; } = completion;

    /// <summary>How many samples of the batch it answers.</summary>
    public int Samples { get; set; }
}

/// <summary>The samples of one prompt.</summary>
internal sealed class SampleGroup(string? name)
{
    public string? Name { get; } = name;

    public List<GroupMember> Members { get; } = [];
}

/// <summary>A sample's place in its group.</summary>
internal sealed record GroupMember(int Index, Job Job, bool IsCopy);
