using System.Collections.Frozen;

namespace Verifiers.Code.Assertions;

/// <summary>
/// Recognises the tests whose expected value can stay outside of the sandbox: a single <c>assert</c> that compares a call of the
/// program with a literal. Everything else is left to the second interpreter.
/// </summary>
/// <remarks>
/// A call of the program is <c>name(arguments)</c>, with attributes, items and methods of the result behind it, possibly inside a
/// builtin such as <c>sorted</c>. Its arguments call nothing but builtins: in <c>isclose(f(1), 2)</c> the arguments would hold the
/// expected value, and a lying <c>isclose</c> of the program would see it.
/// </remarks>
internal static class AssertionReader
{
    private const int ExcerptLength = 200;

    /// <summary>Builtins of one argument whose value says no more than the argument: they are evaluated with the call.</summary>
    private static readonly FrozenSet<string> Wrappers =
        FrozenSet.ToFrozenSet(["set", "frozenset", "sorted", "list", "tuple", "dict", "len", "sum", "min", "max", "str", "int", "float", "bool", "abs", "round"], StringComparer.Ordinal);

    /// <param name="test">The test's text.</param>
    /// <param name="importedNames">Names that the test's own set-up binds: they are not the program's.</param>
    /// <returns>Null when the test is of another shape.</returns>
    public static Assertion? Read(string test, IReadOnlySet<string> importedNames)
    {
        var tokens = PythonTokens.Read(test);
        if (tokens.Count < 3 || !tokens[0].In(test).SequenceEqual("assert") || tokens.FindIndex(token => token.Kind == PythonTokenKind.LineEnd) != tokens.Count - 1)
            return null;
        var expression = tokens[1..^1];
        var comma = TopLevelComma(test, expression);
        if (comma >= 0)
            expression.RemoveRange(comma, expression.Count - comma); // the message does not matter
        return PythonParser.Read(test, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(expression)) is { } node
            ? new Reading(test, importedNames).Recognise(node)
            : null;
    }

    private static int TopLevelComma(string test, List<PythonToken> tokens)
    {
        var depth = 0;
        for (var index = 0; index < tokens.Count; index++)
        {
            if (tokens[index].Kind != PythonTokenKind.Operator)
                continue;
            var sign = tokens[index].In(test);
            depth += sign is "(" or "[" or "{" ? 1 : sign is ")" or "]" or "}" ? -1 : 0;
            if (depth == 0 && sign is ",")
                return index;
        }
        return -1;
    }

    private sealed class Reading(string source, IReadOnlySet<string> importedNames)
    {
        public Assertion? Recognise(PythonNode node) => node switch
        {
            PythonNode.Unary { Sign: "not" } not when IsCall(not.Operand, isTruth: true) => Truth(not.Operand, expected: false),
            PythonNode.Compare compare => RecogniseComparison(compare),
            PythonNode.Call { Function: PythonNode.Attribute { Owner: PythonNode.Name { Identifier: "math" }, Member: "isclose" } } isClose
                when importedNames.Contains("math") => RecogniseIsClose(isClose),
            _ when IsCall(node, isTruth: true) => Truth(node, expected: true),
            _ => null,
        };

        private Assertion Truth(PythonNode call, bool expected) =>
            new(TextOf(call), expected ? "is true" : "is false", value => PythonComparison.IsTrue(value) == expected);

        private Assertion? RecogniseComparison(PythonNode.Compare compare)
        {
            if (RecogniseDistance(compare) is { } distance)
                return distance;
            if (PythonLiterals.Fold(compare.Right) is { } right && IsCall(compare.Left, IsBooleanLike(right)))
                return Compare(compare.Left, compare.Sign, right, $"{compare.Sign} {Excerpt(compare.Right)}", isValueLeft: true);
            if (PythonLiterals.Fold(compare.Left) is { } left && IsCall(compare.Right, IsBooleanLike(left)))
                return Compare(compare.Right, compare.Sign, left, $"{Excerpt(compare.Left)} {compare.Sign}", isValueLeft: false);
            return null;
        }

        private Assertion? Compare(PythonNode call, string sign, PythonValue literal, string requirement, bool isValueLeft)
        {
            Func<PythonValue, bool?>? holds = (sign, isValueLeft) switch
            {
                ("==", _) => value => PythonComparison.AreEqual(value, literal),
                ("!=", _) => value => !PythonComparison.AreEqual(value, literal),
                ("is", _) when IsSingleton(literal) => value => IsSame(value, literal),
                ("is not", _) when IsSingleton(literal) => value => !IsSame(value, literal),
                ("in", true) => value => PythonComparison.Contains(literal, value),
                ("in", false) => value => PythonComparison.Contains(value, literal),
                ("not in", true) => value => !PythonComparison.Contains(literal, value),
                ("not in", false) => value => !PythonComparison.Contains(value, literal),
                ("<" or "<=" or ">" or ">=", _) when IsOrdered(literal) => value => HasOrder(value, literal, isValueLeft ? sign : Turned(sign)),
                _ => null,
            };
            return holds is null ? null : new Assertion(TextOf(call), requirement, holds);
        }

        /// <summary><c>abs(f(x) - 2.5) &lt; 1e-6</c>: the difference would tell the program what is expected, so it is taken outside.</summary>
        private Assertion? RecogniseDistance(PythonNode.Compare compare)
        {
            if (compare is not { Sign: "<" or "<=", Left: PythonNode.Call { Function: PythonNode.Name { Identifier: "abs" }, Arguments: [(null, PythonNode.Binary { Sign: "-" } difference)] } }
                || NumberOf(compare.Right) is not { } bound)
            {
                return null;
            }
            var (call, literal) = PythonLiterals.Fold(difference.Right) is not null ? (difference.Left, difference.Right) : (difference.Right, difference.Left);
            if (NumberOf(literal) is not { } expected || !IsCall(call, isTruth: false))
                return null;
            var isStrict = compare.Sign == "<";
            return new Assertion(TextOf(call), $"within {Excerpt(compare.Right)} of {Excerpt(literal)}", value =>
                PythonComparison.ToFloat(value) is { } number ? (isStrict ? Math.Abs(number - expected) < bound : Math.Abs(number - expected) <= bound) : null);
        }

        /// <summary><c>math.isclose(f(x), 2.5, rel_tol=…, abs_tol=…)</c>: |a − b| ≤ max(rel · max(|a|, |b|), abs).</summary>
        private Assertion? RecogniseIsClose(PythonNode.Call isClose)
        {
            var (relative, absolute) = (1e-9, 0.0);
            foreach (var (keyword, node) in isClose.Arguments.Skip(2))
            {
                if (NumberOf(node) is not { } tolerance || tolerance < 0)
                    return null;
                if (keyword == "rel_tol")
                    relative = tolerance;
                else if (keyword == "abs_tol")
                    absolute = tolerance;
                else
                    return null;
            }
            if (isClose.Arguments is not [(null, var first), (null, var second), ..])
                return null;
            var (call, literal) = PythonLiterals.Fold(second) is not null ? (first, second) : (second, first);
            if (NumberOf(literal) is not { } expected || !IsCall(call, isTruth: false))
                return null;
            return new Assertion(TextOf(call), $"close to {Excerpt(literal)}", value =>
                PythonComparison.ToFloat(value) is { } number ? IsClose(number, expected, relative, absolute) : null);
        }

        private static bool IsClose(double left, double right, double relative, double absolute)
        {
            if (left == right)
                return true;
            if (!double.IsFinite(left) || !double.IsFinite(right))
                return false;
            var difference = Math.Abs(left - right);
            return difference <= Math.Abs(relative * left) || difference <= Math.Abs(relative * right) || difference <= absolute;
        }

        private static double? NumberOf(PythonNode node) => PythonLiterals.Fold(node) is PythonValue.Integer or PythonValue.Float
            ? PythonComparison.ToFloat(PythonLiterals.Fold(node)!)
            : null;

        private static bool HasOrder(PythonValue value, PythonValue literal, string sign) => PythonComparison.Order(value, literal) is { } order && sign switch
        {
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            _ => order >= 0,
        };

        private static string Turned(string sign) => sign switch { "<" => ">", "<=" => ">=", ">" => "<", _ => "<=" };

        private static bool IsOrdered(PythonValue literal) =>
            literal is PythonValue.Integer or PythonValue.Float or PythonValue.Boolean or PythonValue.Text or PythonValue.List or PythonValue.Tuple;

        private static bool IsSingleton(PythonValue literal) => literal is PythonValue.None or PythonValue.Boolean;

        private static bool IsSame(PythonValue value, PythonValue singleton) =>
            (value, singleton) is (PythonValue.None, PythonValue.None) || (value is PythonValue.Boolean x && singleton is PythonValue.Boolean y && x.Value == y.Value);

        private static bool IsBooleanLike(PythonValue literal) => IsSingleton(literal) || literal is PythonValue.Integer;

        /// <summary>Whether the expression is a call of the program that knows nothing of what is expected.</summary>
        /// <param name="node">The expression.</param>
        /// <param name="isTruth">
        /// Only its truth matters. Then no method of the result may get arguments: <c>f(x).startswith("expected")</c> would let a lying
        /// result see what is expected, and say yes.
        /// </param>
        private bool IsCall(PythonNode node, bool isTruth)
        {
            if (node is PythonNode.Call { Function: PythonNode.Name { Identifier: var wrapper }, Arguments: [(null, var inner), ..] arguments }
                && Wrappers.Contains(wrapper) && IsHarmless(wrapper, [.. arguments.Skip(1)]) && HasCall(inner))
            {
                return IsCall(inner, isTruth);
            }

            while (true)
            {
                switch (node)
                {
                    case PythonNode.Call { Function: PythonNode.Name { Identifier: var name } } call:
                        return !importedNames.Contains(name)
                            && call.Arguments.All(argument => PythonNames.Builtins.Contains(name)
                                ? PythonLiterals.Fold(argument.Value) is not null // the program's own sum(10, 15), not abs(VALUE - 2.5)
                                : !HasCall(argument.Value));
                    case PythonNode.Call call:
                        if (call.Arguments.Any(argument => HasCall(argument.Value)) || (isTruth && call.Arguments.Count > 0))
                            return false;
                        node = call.Function;
                        break;
                    case PythonNode.Attribute attribute:
                        node = attribute.Owner;
                        break;
                    case PythonNode.Subscript subscript:
                        if (subscript.Parts.Any(HasCall))
                            return false;
                        node = subscript.Owner;
                        break;
                    default:
                        return false;
                }
            }
        }

        private static bool IsHarmless(string wrapper, IReadOnlyList<(string? Keyword, PythonNode Value)> others) => others switch
        {
            [] => true,
            [(null or "ndigits", PythonNode.Constant)] => wrapper == "round",
            [("reverse", PythonNode.Constant)] => wrapper == "sorted",
            _ => false,
        };

        /// <summary>Whether something but a builtin is called in the expression.</summary>
        private bool HasCall(PythonNode node) => node switch
        {
            PythonNode.Call call => !(call.Function is PythonNode.Name { Identifier: var name } && PythonNames.Builtins.Contains(name))
                || call.Arguments.Any(argument => HasCall(argument.Value)),
            PythonNode.Attribute attribute => HasCall(attribute.Owner),
            PythonNode.Subscript subscript => HasCall(subscript.Owner) || subscript.Parts.Any(HasCall),
            PythonNode.Unary unary => HasCall(unary.Operand),
            PythonNode.Binary binary => HasCall(binary.Left) || HasCall(binary.Right),
            PythonNode.Compare compare => HasCall(compare.Left) || HasCall(compare.Right),
            PythonNode.Display display => display.Items.Any(HasCall),
            PythonNode.Mapping mapping => mapping.Entries.Any(entry => HasCall(entry.Key) || HasCall(entry.Value)),
            _ => false,
        };

        private string TextOf(PythonNode node) => source[node.Start..node.End];

        private string Excerpt(PythonNode node) => node.End - node.Start <= ExcerptLength ? TextOf(node) : TextOf(node)[..ExcerptLength] + "…";
    }
}
