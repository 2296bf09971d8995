using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Verifiers.Structured;

namespace Verifiers.Tests.Structured;

public sealed class StructuredVerifierTests
{
    private const string Cases = "structured/dev_cases.jsonl";
    private const string ToolCalls = "structured/dev_toolcalls.jsonl";
    private const string OwnCases = "structured/cases.jsonl";

    public static TheoryData<string> Documents { get; } = LabelledCases.Ids(Cases);

    public static TheoryData<string> Own { get; } = LabelledCases.Ids(OwnCases);

    [Theory, MemberData(nameof(Documents))]
    public void Judges_documents_as_labelled(string id)
    {
        var example = LabelledCases.Get(Cases, id);
        var reference = JsonSerializer.Serialize(new { schema = example.GetProperty("schema"), format = example.GetProperty("format") });
        var judgement = Judge(example.GetProperty("response").GetString()!, reference);
        Assert.Equal(example.GetProperty("error").GetString() ?? "valid", judgement.Reason);
        Assert.Equal(example.GetProperty("valid").GetBoolean() ? 1 : 0, judgement.Score);
    }

    [Theory, MemberData(nameof(Own))]
    public void Judges_our_own_cases_as_labelled(string id)
    {
        var example = LabelledCases.Get(OwnCases, id);
        var options = example.TryGetProperty("options", out var given) ? given.GetRawText() : "{}";
        var judgement = Judge(example.GetProperty("completion").GetString()!, example.GetProperty("reference").GetRawText(), options);
        Assert.Equal(example.GetProperty("reason").GetString(), judgement.Reason);
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("responses")]
    [InlineData("hermes")]
    [InlineData("mistral")]
    [InlineData("llama")]
    [InlineData("python")]
    public void Judges_tool_calls_as_the_public_checker_does_in_every_form(string form)
    {
        var wrong = new List<string>();
        foreach (var example in LabelledCases.All(ToolCalls))
        {
            if (Write(example.GetProperty("calls"), form) is not { } completion)
                continue;
            var reference = JsonSerializer.Serialize(new { tools = example.GetProperty("functions"), calls = example.GetProperty("possible_answers") });
            var judgement = Judge(completion, reference);
            if (judgement.Verdict != (example.GetProperty("valid").GetBoolean() ? Verdict.Correct : Verdict.Incorrect))
                wrong.Add($"{example.GetProperty("id")}: {judgement.Reason}: {judgement.Explanation}");
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public void Evidence_names_the_keyword_and_where_it_stands()
    {
        const string Text = "<think>hm</think>\n```json\n{\"a\": [1, \"x\"]}\n```";
        var judgement = Judge(Text, """{"schema": {"properties": {"a": {"items": {"$ref": "#/$defs/n"}}}, "$defs": {"n": {"type": "integer"}}}}""");
        var evidence = Assert.IsType<StructuredEvidence>(judgement.Evidence);
        Assert.Equal(("type", "/a/1", "#/$defs/n/type"), (evidence.Keyword, evidence.InstancePointer, evidence.SchemaPointer));
        Assert.Equal("{\"a\": [1, \"x\"]}", evidence.Found!.Value.In(Text).ToString());
    }

    [Fact]
    public void Evidence_names_the_argument_that_differs()
    {
        var judgement = Judge("[f(a=1, b=3)]", """{"tools": [{"name": "f", "parameters": {"properties": {"a": {"type": "integer"}, "b": {"type": "integer"}}}}], "calls": [{"f": {"a": [1], "b": [2]}}]}""");
        var evidence = Assert.IsType<StructuredEvidence>(judgement.Evidence);
        Assert.Equal(("wrong_value", 0, "b"), (judgement.Reason, evidence.ExpectedCall, evidence.Argument));
    }

    [Fact]
    public void Evidence_shows_how_far_a_grammar_could_read()
    {
        const string Text = "<answer>12+x</answer>";
        var judgement = Judge(Text, """{"grammar": "root ::= n (\"+\" n)*\nn ::= [0-9]+"}""");
        Assert.Equal("x</answer>", Text[Assert.IsType<StructuredEvidence>(judgement.Evidence).Offence!.Value..]);
    }

    [Theory]
    [InlineData("""{"a": 1, "b": "x"}""", 1)]
    [InlineData("""{"a": "1", "b": "x"}""", 0.8)]
    [InlineData("""{"a": "1", "b": 2}""", 0.6)]
    [InlineData("""{"a": """, 0)]
    public void Partial_credit_counts_keywords(string completion, double score) => Assert.Equal(score, Judge(
        completion, """{"schema": {"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}, "b": {"type": "string"}}}}""",
        """{"credit": "partial"}""").Score, 1e-9);

    [Theory]
    [InlineData(1)]
    [InlineData(1_000)]
    public void Padding_buys_no_partial_credit(int items) => Assert.Equal(0.2 + (0.8 * 3 / 5), Judge(
        $$"""{"l": [{{string.Join(',', Enumerable.Repeat(1, items))}}]}""",
        """{"schema": {"type": "object", "properties": {"age": {"type": "integer"}, "l": {"type": "array", "items": {"type": "integer"}}}, "required": ["age", "x", "y"]}}""",
        """{"credit": "partial"}""").Score, 1e-9);

    [Theory]
    [InlineData("{}", 1 / 23.0)]
    [InlineData("5", 0)]
    [InlineData("""{"p1": 1, "p2": "2"}""", 3 / 23.0)]
    public void Keywords_that_are_not_asked_earn_nothing(string completion, double share) => Assert.Equal(0.2 + (0.8 * share), Judge(
        completion,
        $$"""{"schema": {"type": "object", "additionalProperties": false, "required": ["p0"], "properties": { {{string.Join(", ", Enumerable.Range(0, 20).Select(place => $"\"p{place}\": {{\"type\": \"integer\"}}"))}} } } }""",
        """{"credit": "partial"}""").Score, 1e-9);

    [Theory]
    [InlineData("""[1, 2, "x"]""", 1 / 2.0)]
    [InlineData("""{"a": {"a": 1}}""", 0)]
    public void A_keyword_that_fails_anywhere_fails(string completion, double share) => Assert.Equal(0.2 + (0.8 * share), Judge(
        completion, """{"schema": {"type": "array", "items": {"type": "integer"}}}""", """{"credit": "partial"}""").Score, 1e-9);

    [Theory]
    [InlineData("[w()]", 0.2)]
    [InlineData("[w(o1=1, o2=1, o3=1, o4=1, o5=1)]", 0.2)]
    [InlineData("[w(r=2)]", 0.2)]
    [InlineData("[w(r=1)]", 1)]
    [InlineData("[w(r=1, o1=1)]", 1)]
    [InlineData("[w(r=1, o1=2)]", 0.6)]
    public void Optional_arguments_buy_no_partial_credit(string completion, double score) => Assert.Equal(score, Judge(
        completion,
        """
        {"tools": [{"name": "w", "parameters": {"properties": {"r": {"type": "integer"}, "o1": {"type": "integer"}, "o2": {"type": "integer"}, "o3": {"type": "integer"},
          "o4": {"type": "integer"}, "o5": {"type": "integer"}}, "required": ["r"]}}],
         "calls": [{"w": {"r": [1], "o1": [1, ""], "o2": [1, ""], "o3": [1, ""], "o4": [1, ""], "o5": [1, ""]}}]}
        """,
        """{"credit": "partial"}""").Score, 1e-9);

    [Theory]
    [InlineData("[f(a=1, b=2)]", 1)]
    [InlineData("[f(a=1, b=3)]", 0.6)]
    [InlineData("[f(a=1)]", 0.6)]
    [InlineData("[g(a=1, b=2)]", 0)]
    [InlineData("[f(a=1, b=2), f(a=1, b=2)]", 0.5)]
    [InlineData("I do not know.", 0)]
    public void Partial_credit_of_a_call_counts_its_name_and_arguments(string completion, double score) => Assert.Equal(score, Judge(
        completion, """{"tools": [{"name": "f", "parameters": {"properties": {"a": {"type": "integer"}, "b": {"type": "integer"}}}}], "calls": [{"name": "f", "arguments": {"a": 1, "b": 2}}]}""",
        """{"credit": "partial"}""").Score, 1e-9);

    [Theory]
    [InlineData("""{}""", "{}", "reference")]
    [InlineData("""{"schema": 5}""", "{}", "reference.schema")]
    [InlineData("""{"schema": {"type": "strin"}}""", "{}", "reference.schema")]
    [InlineData("""{"schema": {"properties": {"a": {"$ref": "http://example.com/x"}}}}""", "{}", "reference.schema.properties.a")]
    [InlineData("""{"schema": {"$ref": "#/nowhere"}}""", "{}", "reference.schema")]
    [InlineData("""{"schema": {"items": {"pattern": "(a"}}}""", "{}", "reference.schema.items")]
    [InlineData("""{"schema": {"$schema": "http://example.com/mine"}}""", "{}", "reference.schema")]
    [InlineData("""{"schema": {}, "draft": "5"}""", "{}", "reference.draft")]
    [InlineData("""{"schema": {}, "format": "ini"}""", "{}", "reference.format")]
    [InlineData("""{"schema": {}, "regex": "a"}""", "{}", "reference.regex")]
    [InlineData("""{"regex": "(?=a)"}""", "{}", "reference.regex")]
    [InlineData("""{"regex": "a)|(b"}""", "{}", "reference.regex")]
    [InlineData("""{"regex": "((a{99}){99}){99}"}""", "{}", "reference.regex")]
    [InlineData("""{"grammar": "root ::= \"a"}""", "{}", "reference.grammar")]
    [InlineData("""{"tools": [], "calls": [{"f": {}}]}""", "{}", "reference.calls[0]")]
    [InlineData("""{"calls": [{"f": {}}]}""", "{}", "reference.tools")]
    [InlineData("""{"schema": {}}""", """{"extract": "loose"}""", "options.extract")]
    [InlineData("""{"schema": {}}""", """{"mode": "x"}""", "options.mode")]
    public void References_that_cannot_be_used_are_refused_with_their_path(string reference, string options, string path) =>
        Assert.Equal(path, Assert.Throws<InvalidInputException>(() => Judge("", reference, options)).Path);

    [Fact]
    public void A_fault_of_a_grammar_is_named_by_line_and_column() =>
        Assert.Contains("line 2, column 11", Assert.Throws<InvalidInputException>(() => Judge("", """{"grammar": "root ::= a\na ::= \"x\" )"}""")).Problem, StringComparison.Ordinal);

    private static string? Write(JsonElement calls, string form) => form switch
    {
        "openai" => JsonSerializer.Serialize(new
        {
            tool_calls = calls.EnumerateArray().Select(call =>
                new { type = "function", function = new { name = Name(call), arguments = Arguments(call).GetRawText() } }),
        }),
        "responses" => JsonSerializer.Serialize(calls.EnumerateArray().Select(call =>
            new { type = "function_call", name = Name(call), arguments = Arguments(call).GetRawText() })),
        "hermes" => "<think>\nlook\n</think>\n" + string.Join('\n', calls.EnumerateArray().Select(call => $"<tool_call>\n{call.GetRawText()}\n</tool_call>")),
        "mistral" => $"[TOOL_CALLS] {calls.GetRawText()}</s>",
        "llama" => "<|python_tag|>" + string.Join("; ", calls.EnumerateArray().Select(call => $$"""{"name": {{JsonSerializer.Serialize(Name(call))}}, "parameters": {{Arguments(call).GetRawText()}}}""")) + "<|eom_id|>",
        _ => WritePython(calls),
    };

    private static string? WritePython(JsonElement calls)
    {
        var names = calls.EnumerateArray().SelectMany(call => Arguments(call).EnumerateObject().Select(argument => argument.Name));
        if (names.Any(name => !Regex.IsMatch(name, @"\A[A-Za-z_]\w*\z", RegexOptions.NonBacktracking)))
            return null;
        return $"[{string.Join(", ", calls.EnumerateArray().Select(call => $"{Name(call)}({string.Join(", ", Arguments(call).EnumerateObject().Select(argument => $"{argument.Name}={Literal(argument.Value)}"))})"))}]";
    }

    private static string Literal(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => "True",
        JsonValueKind.False => "False",
        JsonValueKind.Null => "None",
        JsonValueKind.Array => $"[{string.Join(", ", value.EnumerateArray().Select(Literal))}]",
        JsonValueKind.Object => $"{{{string.Join(", ", value.EnumerateObject().Select(member => $"{Quoted(member.Name)}: {Literal(member.Value)}"))}}}",
        JsonValueKind.String => Quoted(value.GetString()!),
        _ => value.GetRawText(),
    };

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("'");
        foreach (var letter in text)
            quoted.Append(letter is '\'' or '\\' ? $"\\{letter}" : letter == '\n' ? "\\n" : letter > 126 ? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}") : letter.ToString());
        return quoted.Append('\'').ToString();
    }

    private static string Name(JsonElement call) => call.GetProperty("name").GetString()!;

    private static JsonElement Arguments(JsonElement call) => call.GetProperty("arguments");

    private static Judgement Judge(string completion, string reference, string options = "{}") => new StructuredVerifier()
        .Prepare(LabelledCases.Cursor(reference, "reference"), LabelledCases.Cursor(options, "options"))
        .JudgeAsync(new Completion(completion), CancellationToken.None).Result;
}
