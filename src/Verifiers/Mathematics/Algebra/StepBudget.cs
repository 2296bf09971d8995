namespace Verifiers.Mathematics.Algebra;

/// <summary>
/// How much work one decision may cost, counted in steps of roughly equal size and never in time, so that a busy machine and an
/// idle one reach the same verdict.
/// </summary>
internal sealed class StepBudget(int steps)
{
    /// <summary>Steps of one comparison of an answer with a reference.</summary>
    public const int PerComparison = 60_000;

    private int _left = steps;

    /// <summary>Steps that are left.</summary>
    public int Left => Math.Max(0, _left);

    /// <summary>Whether a step was refused.</summary>
    public bool IsExhausted => _left < 0;

    /// <summary>Takes steps; false when there are not so many left.</summary>
    public bool Spend(long count)
    {
        _left = (int)Math.Max(-1, _left - Math.Min(count, int.MaxValue));
        return _left >= 0;
    }
}
