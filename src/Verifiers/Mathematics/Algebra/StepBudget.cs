using System.Diagnostics.CodeAnalysis;
using Verifiers.Mathematics.Tracing;

namespace Verifiers.Mathematics.Algebra;

/// <summary>
/// How much work one decision may cost, counted in steps of roughly equal size (see <see cref="Cost"/>) and never in time, so that a
/// busy machine and an idle one reach the same verdict. Whoever wants to know how the decision was reached gives it a trace to carry.
/// </summary>
internal sealed class StepBudget(int steps)
{
    /// <summary>Steps of one comparison of an answer with a reference.</summary>
    public const int PerComparison = 120_000;

    private const int ForLastLook = 200_000;

    private long _spent;
    private StepBudget? _lastLook;

    /// <summary>What is kept for looking once more at values that agree to 300 digits; one for the whole comparison.</summary>
    public StepBudget LastLook => _lastLook ??= new(ForLastLook) { Trace = Trace };

    /// <summary>Steps taken so far; one more than there were once a step was refused.</summary>
    public int Spent => (int)_spent;

    /// <summary>Where the steps of the comparison are written down; null when nobody asked.</summary>
    public ComparisonTrace? Trace { get; init; }

    /// <summary>Steps that are left.</summary>
    public int Left => (int)Math.Max(0, steps - _spent);

    /// <summary>Whether a step was refused.</summary>
    public bool IsExhausted => _spent > steps;

    /// <summary>Takes steps; false when there are not so many left.</summary>
    public bool Spend(long count)
    {
        _spent += Math.Min(count, steps + 1L - _spent);
        return _spent <= steps;
    }

    /// <summary>Half of what is left for a proof that may fail, so that something remains for the rungs behind it.</summary>
    public T Within<T>(Func<StepBudget, T> attempt)
    {
        var share = new StepBudget(Left / 2);
        var result = attempt(share);
        Spend(share.Spent);
        return result;
    }

    /// <summary>Writes down what a form or rung came to, and hands it on.</summary>
    /// <param name="step">The name of the form or rung.</param>
    /// <param name="finding">Null when it passes on to the next.</param>
    /// <param name="passedOn">Why it passes on.</param>
    [return: NotNullIfNotNull(nameof(finding))]
    public Finding? Note(string step, Finding? finding, string passedOn = "It could not tell.")
    {
        Trace?.Record(step, finding, passedOn, this);
        return finding;
    }
}
