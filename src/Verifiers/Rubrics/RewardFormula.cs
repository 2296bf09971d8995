namespace Verifiers.Rubrics;

/// <summary>How an expression of a rubric becomes a function. The library declares it; the service compiles with Roslyn.</summary>
public interface IRewardFormulaCompiler
{
    /// <summary>Compiles an expression over the scores of the components.</summary>
    /// <param name="expression">Such as <c>accuracy * (format > 0 ? 1 : 0.5)</c>.</param>
    /// <param name="names">The names that it may use, in the order of the scores.</param>
    /// <exception cref="FormatException">It is no such expression; the message says where and why.</exception>
    RewardFunction Compile(string expression, IReadOnlyList<string> names);
}

/// <summary>The reward for the scores of the components, in the rubric's order.</summary>
public delegate double RewardFunction(ReadOnlySpan<double> scores);

/// <summary>An expression and what came of it.</summary>
/// <param name="Text">As the rubric states it.</param>
/// <param name="Function">The same, compiled.</param>
public sealed record RewardFormula(string Text, RewardFunction Function);
