using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Verifiers.Structured;

namespace Verifiers.Benchmarks;

/// <summary>One judgement of each kind that the structured verifier makes, and what compiling a schema costs.</summary>
[MemoryDiagnoser]
public class StructuredOutput
{
    private const string Schema = """
        {"schema": {"type": "object", "properties": {"name": {"type": "string", "pattern": "^[A-Z][a-z]+$"}, "age": {"type": "integer", "minimum": 0},
         "tags": {"type": "array", "items": {"type": "string"}, "maxItems": 8}}, "required": ["name", "age"], "additionalProperties": false}}
        """;

    private const string Unevaluated = """
        {"schema": {"$defs": {"item": {"type": "object", "properties": {"id": {"type": "integer"}}, "required": ["id"]}},
         "type": "array", "items": {"allOf": [{"$ref": "#/$defs/item"}], "properties": {"ok": {"type": "boolean"}}, "unevaluatedProperties": false}}}
        """;

    private const string Grammar = """{"grammar": "root ::= sum\nsum ::= product (\"+\" product)*\nproduct ::= atom (\"*\" atom)*\natom ::= [0-9]+ | \"(\" sum \")\""}""";

    private const string Calls = """
        {"tools": [{"name": "get", "parameters": {"properties": {"city": {"type": "string"}, "days": {"type": "integer"}}, "required": ["city"]}}],
         "calls": [{"get": {"city": ["Paris", "Paris, France"], "days": [2, ""]}}]}
        """;

    private static readonly Completion Document = new("""<think>Let me see.</think><answer>{"name": "Bo", "age": 7, "tags": ["a", "b"]}</answer>""");
    private static readonly Completion Thousand = new($"[{string.Join(", ", Enumerable.Range(0, 1_000).Select(id => $$"""{"id": {{id}}, "ok": true}"""))}]");
    private static readonly Completion Formula = new(string.Join("+", Enumerable.Repeat("12*(3+4)", 12)));
    private static readonly Completion Call = new("""<tool_call>{"name": "get", "arguments": {"city": "paris", "days": 2}}</tool_call>""");

    private readonly IPreparedVerifier _schema = Compile(Schema);
    private readonly IPreparedVerifier _unevaluated = Compile(Unevaluated);
    private readonly IPreparedVerifier _grammar = Compile(Grammar);
    private readonly IPreparedVerifier _calls = Compile(Calls);

    [Benchmark(Description = "compile a small schema")]
    public IPreparedVerifier CompileSchema() => Compile(Schema);

    [Benchmark(Description = "small document")]
    public Judgement SmallDocument() => Judge(_schema, Document);

    [Benchmark(Description = "1,000 items, unevaluatedProperties")]
    public Judgement LongList() => Judge(_unevaluated, Thousand);

    [Benchmark(Description = "grammar, 107 characters")]
    public Judgement GrammarMembership() => Judge(_grammar, Formula);

    [Benchmark(Description = "tool call")]
    public Judgement ToolCall() => Judge(_calls, Call);

    private static IPreparedVerifier Compile(string reference) =>
        new StructuredVerifier().Prepare(JsonCursor.At(JsonDocument.Parse(reference).RootElement, "reference"), default);

    private static Judgement Judge(IPreparedVerifier verifier, Completion completion)
    {
        var judgement = verifier.JudgeAsync(completion, CancellationToken.None).Result;
        return judgement.Verdict == Verdict.Correct ? judgement : throw new InvalidOperationException(judgement.Explanation);
    }
}
