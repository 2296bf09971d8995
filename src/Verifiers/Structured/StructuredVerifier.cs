namespace Verifiers.Structured;

/// <summary>
/// Judges structured output: a document against a JSON Schema, a text against a regular expression or a grammar, tool calls against
/// those expected. What to compare with is compiled once for all completions of a group.
/// </summary>
public sealed class StructuredVerifier : IVerifier
{
    public string Name => "structured";

    public string Summary => "Whether the answer meets a JSON Schema, matches an expression or grammar, or makes the expected tool calls.";

    public int SemanticsVersion => 2;

    public Lane Lane => Lane.Cpu;

    public ReferenceUse ReferenceUse => ReferenceUse.Required;

    public IPreparedVerifier Prepare(JsonCursor reference, JsonCursor options)
    {
        var read = StructuredOptions.Read(options);
        if (reference.Optional("schema").IsPresent)
            return new Prepared(SchemaReference.Read(reference, read).Judge);
        if (reference.Optional("regex").IsPresent)
            return new Prepared(RegexReference.Read(reference).Judge);
        if (reference.Optional("grammar").IsPresent)
            return new Prepared(GrammarReference.Read(reference).Judge);
        if (reference.Optional("calls").IsPresent)
            return new Prepared(CallsReference.Read(reference, read).Judge);
        throw reference.Expected("an object with one of the fields schema, regex, grammar, calls");
    }

    /// <summary>Finds the part that is to be judged; thoughts that are never closed hold no answer.</summary>
    private sealed class Prepared(Func<string, TextSpan, Judgement> judge) : IPreparedVerifier
    {
        public ValueTask<Judgement> JudgeAsync(Completion completion, CancellationToken cancellationToken)
        {
            var scope = DocumentScope.Find(completion.Text);
            return ValueTask.FromResult(scope.HasUnclosedThoughts
                ? Judgement.Incorrect("unclosed_think", "The thoughts are never closed: there is no answer.")
                : judge(completion.Text, scope.Span));
        }
    }
}
