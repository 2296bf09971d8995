using System.Diagnostics.CodeAnalysis;
using Verifiers.Mathematics.Tracing;

namespace Verifiers.Mathematics.Algebra;

/// <summary>
/// How much work one decision may cost, counted in steps of roughly equal size and never in time, so that a busy machine and an
/// idle one reach the same verdict. Whoever wants to know how the decision was reached gives it a trace to carry.
/// </summary>
internal sealed class StepBudget(int steps)
{
    /// <summary>Steps of one comparison of an answer with a reference.</summary>
    public const int PerComparison = 60_000;

    private readonly int _granted = steps;
    private int _left = steps;

    /// <summary>Where the steps of the comparison are written down; null when nobody asked.</summary>
    public ComparisonTrace? Trace { get; init; }

    /// <summary>Whether a step was refused.</summary>
    public bool IsExhausted => _left < 0;

    /// <summary>Steps taken.</summary>
    public int Spent => _granted - Math.Max(0, _left);

    /// <summary>Takes steps; false when there are not so many left.</summary>
    public bool Spend(long count)
    {
        _left = (int)Math.Max(-1, _left - Math.Min(count, int.MaxValue));
        return _left >= 0;
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
