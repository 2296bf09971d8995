namespace Verifiers.Mathematics;

/// <summary>The switches of the mathematics verifier, where graders differ in what they count as equal.</summary>
public sealed record MathOptions
{
    /// <summary>The defaults.</summary>
    public static MathOptions Default { get; } = new();

    /// <summary>Significant digits from which a correctly rounded decimal stands for an exact reference; 0 never. Default: 6.</summary>
    public int RoundedDigits { get; init; } = 6;

    /// <summary>Whether a decimal reference is itself a rounding, so that anything that rounds to its digits is right. Default: false.</summary>
    public bool ReferenceRounded { get; init; }

    /// <summary>Whether 50 stands for 50 %. Default: true.</summary>
    public bool PercentBare { get; init; } = true;

    /// <summary>Whether an answer must state the unit that the reference states. Default: false.</summary>
    public bool UnitRequired { get; init; }

    /// <summary>Whether unknowns may have other names. Default: false.</summary>
    public bool RenameVariables { get; init; }

    /// <summary>Whether the last number of a completion counts when nothing marks an answer. Default: true.</summary>
    public bool LastNumber { get; init; } = true;

    /// <summary>Reads the options of a rubric.</summary>
    /// <exception cref="InvalidInputException">An option is unknown or has the wrong shape.</exception>
    public static MathOptions Read(JsonCursor options)
    {
        if (!options.IsPresent)
            return Default;
        options.Object("rounded_digits", "reference_rounded", "percent_bare", "unit_required", "rename_variables", "last_number");
        return new()
        {
            RoundedDigits = options.Optional("rounded_digits").IntegerOr(Default.RoundedDigits, 0, 100),
            ReferenceRounded = options.Optional("reference_rounded").BooleanOr(Default.ReferenceRounded),
            PercentBare = options.Optional("percent_bare").BooleanOr(Default.PercentBare),
            UnitRequired = options.Optional("unit_required").BooleanOr(Default.UnitRequired),
            RenameVariables = options.Optional("rename_variables").BooleanOr(Default.RenameVariables),
            LastNumber = options.Optional("last_number").BooleanOr(Default.LastNumber),
        };
    }
}
