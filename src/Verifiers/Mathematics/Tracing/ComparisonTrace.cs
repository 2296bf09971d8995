using Verifiers.Mathematics.Algebra;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Tracing;

/// <summary>
/// Writes down how a comparison went. It travels with the <see cref="StepBudget"/>; without one a comparison pays a null check a
/// step. A step is recorded when it is over: what was compared since the one before becomes its nested steps.
/// </summary>
/// <param name="clock">For the times shown; no verdict depends on it.</param>
internal sealed class ComparisonTrace(TimeProvider clock)
{
    /// <summary>Steps kept: two lists of 200 items have 40,000 pairs.</summary>
    private const int MostSteps = 2_000;

    private readonly Stack<Frame> _open = new([new Frame(null, null, null, clock.GetTimestamp())]);

    /// <summary>The steps of the outermost comparisons, in order.</summary>
    public IReadOnlyList<TraceStep> Steps => [.. _open.Last().Recorded, .. _open.Last().Pending];

    /// <summary>Steps kept so far.</summary>
    public int Count { get; private set; }

    /// <summary>Steps that were left out because there were too many.</summary>
    public int LeftOut { get; private set; }

    /// <summary>A comparison of two trees begins; <see cref="Leave"/> ends it.</summary>
    public void Enter(Expr reference, Expr answer, StepBudget budget) => _open.Push(new(reference, answer, budget, clock.GetTimestamp()));

    /// <summary>The comparison begun last ends. One of the same two trees as the comparison around it adds its steps to that one.</summary>
    public Finding Leave(string name, Finding finding)
    {
        var inner = _open.Pop();
        var outer = _open.Peek();
        inner.Recorded.AddRange(inner.Pending);
        if (ReferenceEquals(inner.Reference, outer.Reference) && ReferenceEquals(inner.Answer, outer.Answer))
        {
            outer.Recorded.AddRange(inner.Recorded);
            outer.SetMark(clock.GetTimestamp());
        }
        else if (HasRoom(always: _open.Count == 1))
        {
            outer.Pending.Add(new(name, OutcomeOf(finding), finding.Explanation, clock.GetElapsedTime(inner.Start), inner.SpentSinceStart(), inner.Reference, inner.Answer, inner.Recorded));
        }
        return finding;
    }

    /// <summary>A form or rung of the comparison in hand was tried, with this result; null passes on to the next.</summary>
    public void Record(string name, Finding? finding, string passedOn, StepBudget? budget = null)
    {
        var frame = _open.Peek();
        var now = clock.GetTimestamp();
        if (HasRoom(always: _open.Count <= 2))
        {
            frame.Recorded.Add(new(
                name, OutcomeOf(finding), finding?.Explanation ?? passedOn, clock.GetElapsedTime(frame.Mark, now), frame.SpentSinceMark(budget), null, null, [.. frame.Pending]));
        }
        frame.Pending.Clear();
        frame.SetMark(now);
    }

    /// <summary>The few steps of the outermost comparison are always kept.</summary>
    private bool HasRoom(bool always)
    {
        if (!always && Count >= MostSteps)
        {
            LeftOut++;
            return false;
        }
        Count++;
        return true;
    }

    private static StepOutcome OutcomeOf(Finding? finding) => finding is null ? StepOutcome.PassedOn : finding.Outcome switch
    {
        Outcome.Equal => StepOutcome.Equal,
        Outcome.Different => StepOutcome.Different,
        Outcome.Undecided => StepOutcome.Undecided,
    };

    /// <summary>A comparison that is not over.</summary>
    private sealed class Frame(Expr? reference, Expr? answer, StepBudget? budget, long start)
    {
        private readonly int _spentBefore = budget?.Spent ?? 0;
        private int _spentAtMark = budget?.Spent ?? 0;

        public Expr? Reference => reference;

        public Expr? Answer => answer;

        public long Start { get; } = start;

        /// <summary>When the last step was over.</summary>
        public long Mark { get; private set; } = start;

        public List<TraceStep> Recorded { get; } = [];

        /// <summary>Comparisons made since then: they belong to the step in hand.</summary>
        public List<TraceStep> Pending { get; } = [];

        public int SpentSinceStart() => (budget?.Spent ?? 0) - _spentBefore;

        /// <summary>A step with a budget of its own counts all of that.</summary>
        public int SpentSinceMark(StepBudget? used) => used is null ? 0 : ReferenceEquals(used, budget) ? used.Spent - _spentAtMark : used.Spent;

        public void SetMark(long now) => (Mark, _spentAtMark) = (now, budget?.Spent ?? 0);
    }
}
