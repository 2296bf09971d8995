using System.Text.Json;
using Verifiers.Judges.Replies;

namespace Verifiers.Judges;

/// <summary>What a rubric says of a judge.</summary>
internal sealed record JudgeOptions
{
    private const int MostModels = 8;
    private const int LongestCriteria = 20_000;

    /// <summary>Asked in this order: the next one when a call to the one before failed.</summary>
    public required IReadOnlyList<IChatModel> Models { get; init; }

    public required JudgeMode Mode { get; init; }

    public required string Criteria { get; init; }

    public required JudgedText Text { get; init; }

    public required ScoreScale Scale { get; init; }

    /// <summary>A score of at least this is correct. In [0, 1].</summary>
    public required double Threshold { get; init; }

    /// <summary>How often a reply without a verdict is followed by a reminder.</summary>
    public required int Reasks { get; init; }

    public required ChatSampling Sampling { get; init; }

    /// <summary>Longer texts, in UTF-16 code units, are not shown to the judge.</summary>
    public required int MaxCharacters { get; init; }

    /// <summary>Whether a judge that states no verdict leaves the sample without a reward.</summary>
    public required bool UnparseableIsError { get; init; }

    public static JudgeOptions Read(JsonCursor options, IModelDirectory models)
    {
        if (!options.IsPresent)
            throw options.Refused("expected options: a judge needs the name of its model.");
        options.Object(
            "model", "mode", "criteria", "reads", "template_opened", "scale", "threshold", "reasks", "temperature", "max_tokens", "seed",
            "max_characters", "unparseable");
        var name = options.Optional("mode") is { IsPresent: true } given ? given.OneOf(JudgeMode.Names) : "helpfulness";
        foreach (var only in (string[])["scale", "threshold"])
        {
            if (name != "score" && options.Optional(only) is { IsPresent: true } misplaced)
                throw misplaced.Refused($"belongs to the mode score, and the mode is {name}.");
        }
        var scale = ReadScale(options.Optional("scale"));
        var mode = JudgeMode.Of(name, scale);
        return new()
        {
            Models = ReadModels(options.Required("model", "the name of a model, or a list of names"), models),
            Mode = mode,
            Criteria = ReadCriteria(options.Optional("criteria"), mode),
            Text = JudgedText.Read(options, wholeByDefault: name == "safety"),
            Scale = scale,
            Threshold = options.Optional("threshold").NumberOr(0.5, 0, 1),
            Reasks = options.Optional("reasks").IntegerOr(1, 0, 5),
            Sampling = new(
                options.Optional("temperature").NumberOr(0, 0, 2),
                options.Optional("max_tokens").IntegerOr(2048, 1, 1 << 17),
                options.Optional("seed") is { IsPresent: true } seed ? seed.Integer(int.MinValue, int.MaxValue) : null),
            MaxCharacters = options.Optional("max_characters").IntegerOr(200_000, 1, 10_000_000),
            UnparseableIsError = options.Optional("unparseable") is { IsPresent: true } worth && worth.OneOf("undecided", "error") == "error",
        };
    }

    private static IReadOnlyList<IChatModel> ReadModels(JsonCursor json, IModelDirectory models)
    {
        if (json.Kind != JsonValueKind.Array)
            return [ModelName.ReadChat(json, models)];
        var chain = json.Items().Select(item => ModelName.ReadChat(item, models)).ToList();
        return chain.Count is > 0 and <= MostModels ? chain : throw json.Expected($"from 1 to {MostModels} names");
    }

    private static string ReadCriteria(JsonCursor json, JudgeMode mode)
    {
        if (!json.IsPresent)
            return mode.Criteria ?? throw json.Refused($"expected the question that the mode {mode.Name} asks of a response.");
        var text = json.String();
        return text.Length is > 0 and <= LongestCriteria ? text : throw json.Expected($"1 to {LongestCriteria} characters");
    }

    private static ScoreScale ReadScale(JsonCursor json)
    {
        if (!json.IsPresent)
            return ScoreScale.OneToTen;
        json.Object("min", "max");
        var least = json.Optional("min").NumberOr(1, 0, 1_000_000);
        var most = json.Required("max", "the best score").Number(0, 1_000_000);
        return most > least ? new(least, most) : throw json.Refused("expected max above min.");
    }
}
