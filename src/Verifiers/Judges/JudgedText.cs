namespace Verifiers.Judges;

/// <summary>
/// What of a completion a judge is shown. Helpfulness is judged on the final summary alone, so that the judge does not interfere
/// with the reasoning; safety on the whole response (DeepSeek-R1, arXiv:2501.12948, section 2.3.4).
/// </summary>
/// <param name="IsWhole">Thoughts included.</param>
/// <param name="TemplateOpened">The chat template wrote the opening tag: the completion begins inside the thoughts.</param>
internal sealed record JudgedText(bool IsWhole, bool TemplateOpened)
{
    private const string Closes = "</think>";

    /// <summary>Reads <c>reads</c> and <c>template_opened</c>.</summary>
    public static JudgedText Read(JsonCursor options, bool wholeByDefault) => new(
        options.Optional("reads") is { IsPresent: true } reads ? reads.OneOf("summary", "whole") == "whole" : wholeByDefault,
        options.Optional("template_opened").BooleanOr(false));

    /// <summary>The text; null when the thoughts do not end, or nothing follows them.</summary>
    /// <remarks>The first closing tag ends the thoughts, as inference engines split.</remarks>
    public string? Of(string completion)
    {
        if (IsWhole)
            return completion;
        var end = completion.IndexOf(Closes, StringComparison.Ordinal);
        if (end < 0 && (TemplateOpened || completion.AsSpan().TrimStart().StartsWith("<think>", StringComparison.Ordinal)))
            return null;
        var summary = (end < 0 ? completion : completion[(end + Closes.Length)..]).Trim();
        return summary.Length == 0 ? null : summary;
    }
}
