namespace Verifiers.Code.Assertions;

/// <summary>An assertion about one value, which the program computes and this side compares.</summary>
/// <param name="SetUp">Imports before it.</param>
/// <param name="Text">The test as the reference writes it.</param>
/// <param name="Assertion">What it says.</param>
/// <param name="EntryPoint">What the test may also call <c>candidate</c>.</param>
internal sealed record AssertionTest(string SetUp, string Text, Assertion Assertion, string? EntryPoint) : CodeTest
{
    public override Invocation Invocation => new ExpressionValue(SetUp, Assertion.Expression, EntryPoint);

    public override string Isolation => "compared_outside";

    public override string Hidden => Text;

    public override TestFailure? Compare(InvocationResult result)
    {
        if (result.ValueJson is not { } json)
            return new TestFailure("function_failed", "the program ended before the expression had a value");
        if (PythonValueReader.Read(json) is not { } value)
            return new TestFailure("function_failed", "the value is no value of Python that can leave the sandbox");
        if (Assertion.Holds(value) is true)
            return null;
        var (requirement, actual) = (Assertion.Requirement, Excerpt(PythonText(value)));
        return new TestFailure("wrong_answer", $"the assertion fails: {Excerpt(Assertion.Expression)} should be {requirement}, and is {actual}")
        {
            Expected = Excerpt(requirement),
            Actual = actual,
        };
    }

    /// <summary>About as Python would write it, cut off where it gets long.</summary>
    private static string PythonText(PythonValue value)
    {
        var text = new System.Text.StringBuilder();
        Write(value);
        return text.ToString();

        void Write(PythonValue one)
        {
            switch (one)
            {
                case PythonValue.None: text.Append("None"); break;
                case PythonValue.Boolean boolean: text.Append(boolean.Value ? "True" : "False"); break;
                case PythonValue.Integer integer:
                    text.Append(integer.Value.GetBitLength() < 1_000 ? integer.Value.ToString(System.Globalization.CultureInfo.InvariantCulture) : "a large int");
                    break;
                case PythonValue.Float number: text.Append(number.Value.ToString("R", System.Globalization.CultureInfo.InvariantCulture)); break;
                case PythonValue.Rational: text.Append("a fraction"); break;
                case PythonValue.Complex: text.Append("a complex number"); break;
                case PythonValue.Text { Value: var characters }: text.Append('\'').Append(characters.AsSpan(0, Math.Min(200, characters.Length))).Append('\''); break;
                case PythonValue.Bytes { Value: var bytes }: text.Append("b'").Append(bytes.AsSpan(0, Math.Min(200, bytes.Length))).Append('\''); break;
                case PythonValue.List list: WriteAll("[", list.Items, "]"); break;
                case PythonValue.Tuple list: WriteAll("(", list.Items, list.Items.Count == 1 ? ",)" : ")"); break;
                case PythonValue.Set set: WriteAll("{", set.Items, "}"); break;
                case PythonValue.Dictionary map: WriteAll("{", [.. map.Entries.SelectMany(entry => new[] { entry.Key, entry.Value })], "}"); break;
                case PythonValue.Opaque opaque: text.Append("an object of type ").Append(opaque.TypeName.AsSpan(0, Math.Min(80, opaque.TypeName.Length))); break;
            }
        }

        void WriteAll(string open, IReadOnlyList<PythonValue> items, string close)
        {
            text.Append(open);
            for (var index = 0; index < items.Count && text.Length < 300; index++)
            {
                text.Append(index > 0 ? ", " : "");
                Write(items[index]);
            }
            text.Append(close);
        }
    }
}
