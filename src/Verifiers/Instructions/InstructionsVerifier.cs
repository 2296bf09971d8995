using System.Globalization;

namespace Verifiers.Instructions;

/// <summary>
/// Judges whether a completion follows instructions that a program can check, such as "at least 300 words" or "no commas": those of IF-Eval,
/// of its training extension, and of IFBench, verdict for verdict as their public checkers.
/// </summary>
/// <remarks>Zhou et al. 2023, arXiv:2311.07911; Pyatkin et al. 2025, arXiv:2507.02833.</remarks>
public sealed class InstructionsVerifier : IVerifier
{
    private const int MaxInstructions = 100;

    public string Name => "instructions";

    public string Summary => "Whether a completion follows instructions that a program can check (IF-Eval, IFBench).";

    public int SemanticsVersion => 1;

    public Lane Lane => Lane.Cpu;

    public ReferenceUse ReferenceUse => ReferenceUse.Required;

    public IPreparedVerifier Prepare(JsonCursor reference, JsonCursor options)
    {
        if (options.IsPresent)
            options.Object("mode", "credit", "strip_thoughts");
        var mode = options.Optional("mode");
        var credit = options.Optional("credit");
        return new PreparedInstructions(ReadInstructions(reference))
        {
            IsLoose = mode.IsPresent && mode.OneOf("strict", "loose") == "loose",
            GivesFraction = credit.IsPresent && credit.OneOf("all", "fraction") == "fraction",
            StripsThoughts = options.Optional("strip_thoughts").BooleanOr(true),
        };
    }

    /// <summary>A row of the published data: the fields <c>key</c> and <c>prompt</c> may be there, and are not looked at.</summary>
    private static List<PreparedInstruction> ReadInstructions(JsonCursor reference)
    {
        reference.Object("instruction_id_list", "kwargs", "key", "prompt");
        var ids = reference.Required("instruction_id_list", "a list of instruction ids");
        var arguments = reference.Optional("kwargs") is { IsPresent: true } list ? list.Items("a list of arguments").ToArray() : null;
        var instructions = new List<PreparedInstruction>();
        foreach (var id in ids.Items("a list of instruction ids"))
        {
            if (instructions.Count == MaxInstructions)
                throw ids.Expected($"at most {MaxInstructions} instructions");
            if (arguments is not null && instructions.Count >= arguments.Length)
                throw reference.Optional("kwargs").Expected("one object for each instruction");
            var path = string.Create(CultureInfo.InvariantCulture, $"{reference.Path}{(reference.Path.Length > 0 ? "." : "")}kwargs[{instructions.Count}]");
            instructions.Add(Read(id.String("an instruction id"), arguments?[instructions.Count] ?? JsonCursor.Absent(path)));
        }
        if (instructions.Count == 0)
            throw ids.Expected("at least one instruction id");
        if (arguments is not null && arguments.Length != instructions.Count)
            throw reference.Optional("kwargs").Expected("one object for each instruction");
        return instructions;
    }

    private static PreparedInstruction Read(string id, JsonCursor arguments)
    {
        if (InstructionCatalog.Unsupported.TryGetValue(id, out var missing))
            return new(id, Check: null, [], "unsupported", $"{id} is not supported: it needs {missing}.");
        if (!InstructionCatalog.Checks.TryGetValue(id, out var prepare))
            return new(id, Check: null, [], "invalid_spec", $"{Finding.Quote(id)} is no known instruction.");
        if (arguments.IsPresent && arguments.Kind is not (System.Text.Json.JsonValueKind.Object or System.Text.Json.JsonValueKind.Null))
            throw arguments.Expected("an object");
        var kwargs = new Kwargs(arguments);
        var check = prepare(kwargs);
        kwargs.RefuseOthers();
        return new(id, check, kwargs.Notes);
    }
}
