namespace Verifiers.Code.Assertions;

/// <summary>
/// A test that is one assertion about one value: <c>assert f(1) == 2</c>. The expression is evaluated by the program; what must hold of
/// its value stays outside.
/// </summary>
/// <param name="Expression">Holds nothing of what is expected.</param>
/// <param name="Requirement">What must hold, for a person: <c>== 2</c>.</param>
/// <param name="Holds">Whether it holds of a value; null where Python would raise.</param>
internal sealed record Assertion(string Expression, string Requirement, Func<PythonValue, bool?> Holds);
