using System.Runtime.InteropServices;
using System.Text.Json;

namespace Verifiers.Api.Rescoring.Report;

/// <summary>A rollout as a report carries it: the middle of long texts is left out, for the answer stands at the end.</summary>
internal static class CutRollout
{
    /// <summary>Characters of a text that are kept.</summary>
    public const int Longest = 16_384;

    public static ReportedRollout Of(ScoredRollout rollout)
    {
        var (completion, gap) = Cut(rollout.Completion);
        return new()
        {
            File = rollout.File,
            Line = rollout.Line,
            Id = rollout.Id,
            Group = rollout.Group,
            Step = rollout.Step,
            Prompt = rollout.Prompt is { } prompt ? Shown(prompt) : null,
            Completion = completion,
            Reference = rollout.Reference is { } reference ? Shown(reference) : null,
            Reward = rollout.Reward,
            Verdict = rollout.Verdict,
            Components = rollout.Components,
            Flags = rollout.Flags,
            Length = rollout.Completion.Length,
            Gap = gap,
            Drawn = false,
        };
    }

    /// <summary>Characters that it holds, about.</summary>
    public static long Size(ReportedRollout rollout) =>
        200 + rollout.Completion.Length + (rollout.Prompt?.Length ?? 0) + Length(rollout.Reference)
        + rollout.Components.Sum(component => 200 + component.Explanation.Length + Length(component.Evidence as JsonElement?))
        + rollout.Flags.Sum(flag => flag.Explanation.Length);

    private static int Length(JsonElement? json) => json is { } value ? JsonMarshal.GetRawUtf8Value(value).Length : 0;

    private static (string Text, TextSpan? Gap) Cut(string text)
    {
        if (text.Length <= Longest)
            return (text, null);
        var (start, end) = (Longest / 2, text.Length - (Longest / 2));
        if (char.IsHighSurrogate(text[start - 1])) // not between the halves of a pair
            start--;
        if (char.IsLowSurrogate(text[end]))
            end++;
        return (string.Concat(text.AsSpan(0, start), text.AsSpan(end)), TextSpan.Between(start, end));
    }

    private static string Shown(string text)
    {
        var (cut, gap) = Cut(text);
        return gap is { } left ? $"{cut[..left.Start]}\n[… {left.Length:N0} characters are left out …]\n{cut[left.Start..]}" : text;
    }

    private static JsonElement Shown(JsonElement json) => Length(json) <= Longest ? json : JsonSerializer.SerializeToElement(Shown(json.GetRawText()));
}
