using Verifiers.Code.Files;

namespace Verifiers.Code;

/// <summary>
/// Runs the program of a completion against test cases. The sandbox gets inputs and returns outputs; the comparison is made here,
/// so that nothing a program does can reach what is expected of it.
/// </summary>
/// <param name="runner">Runs untrusted programs.</param>
public sealed class CodeVerifier(ICodeRunner runner) : IVerifier
{
    public string Name => "code";

    public string Summary => "Whether the program in the completion passes the test cases.";

    public int SemanticsVersion => 2;

    public Lane Lane => Lane.Sandbox;

    public ReferenceUse ReferenceUse => ReferenceUse.Required;

    public IPreparedVerifier Prepare(JsonCursor reference, JsonCursor options)
    {
        if (options.IsPresent)
            options.Object("whole_text", "verbatim", "weak_isolation");
        var wholeText = options.Optional("whole_text").BooleanOr(false);
        var verbatim = options.Optional("verbatim").BooleanOr(false);
        var forbidsWeakIsolation = options.Optional("weak_isolation") is { IsPresent: true } weak && weak.OneOf("allow", "forbid") == "forbid";
        if (FilesReference.IsAskedForBy(reference))
        {
            return forbidsWeakIsolation
                ? throw reference.Optional("mode").Refused("the tests of the mode files run beside the answer's code, and the rubric forbids weak isolation.")
                : new PreparedFiles(runner, FilesReference.Read(reference, runner.Ceiling));
        }
        return new PreparedCode(runner, CodeReference.Read(reference, runner.Ceiling), wholeText, verbatim, forbidsWeakIsolation);
    }
}
