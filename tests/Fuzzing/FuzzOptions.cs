using System.Globalization;

namespace Verifiers.Fuzzing;

/// <summary>The options of the command line.</summary>
internal sealed record FuzzOptions
{
    public const string Usage = "options: --count N --seed N --threads N --minutes N --out FILE --trail FILE --first N (begins with input N)";

    /// <summary>Inputs to judge.</summary>
    public long Count { get; init; } = 10_000_000;

    /// <summary>Of the run: the same seed, the same inputs.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The number of the first input.</summary>
    public long First { get; init; }

    /// <summary>Threads that judge.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>After so long the run ends, however many are left.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromHours(10);

    /// <summary>Where the report goes besides the console.</summary>
    public string? Out { get; init; }

    /// <summary>Where the number of the batch in hand is written, so that an input that ends the process can be found.</summary>
    public string? Trail { get; init; }

    /// <summary>Reads them; null when they cannot be understood.</summary>
    public static FuzzOptions? Read(IReadOnlyList<string> arguments)
    {
        var options = new FuzzOptions();
        for (var i = 0; i < arguments.Count; i += 2)
        {
            if (i + 1 == arguments.Count || Set(options, arguments[i], arguments[i + 1]) is not { } changed)
                return null;
            options = changed;
        }
        return options;
    }

    private static FuzzOptions? Set(FuzzOptions options, string name, string value)
    {
        if (name == "--out")
            return options with { Out = value };
        if (name == "--trail")
            return options with { Trail = value };
        if (!long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return null;
        return name switch
        {
            "--count" => options with { Count = number },
            "--seed" => options with { Seed = (ulong)number },
            "--first" => options with { First = number },
            "--threads" when number is > 0 and <= 256 => options with { Threads = (int)number },
            "--minutes" when number <= 10_000 => options with { Limit = TimeSpan.FromMinutes(number) },
            _ => null,
        };
    }
}
