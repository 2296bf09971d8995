using Verifiers.Instructions.Text;

namespace Verifiers.Instructions.Checks;

/// <summary>Two answers, and repeating the prompt before the answer.</summary>
internal static class CombinationChecks
{
    /// <summary>Two different texts with six asterisks between them.</summary>
    public static Check TwoResponses(Kwargs kwargs) => text =>
    {
        const string Asked = "two different answers with ****** between them";
        var pieces = text.Text.Split("******");
        var filled = new List<string>();
        for (var i = 0; i < pieces.Length; i++)
        {
            if (!pieces[i].IsBlank())
                filled.Add(pieces[i].Strip());
            else if (i > 0 && i < pieces.Length - 1)
                return Finding.Of(false, Asked, "a blank one in the middle");
        }
        return filled is [var first, var second] && first == second
            ? Finding.Of(false, Asked, "two that are equal")
            : Finding.Of(filled.Count == 2, Asked, Finding.Number(filled.Count));
    };

    public static Check RepeatPrompt(Kwargs kwargs)
    {
        var prompt = kwargs.Text("prompt_to_repeat").Strip().Lower();
        return text => text.Stripped.Lower().StartsWith(prompt, StringComparison.Ordinal)
            ? new(true, "the text starts with the prompt")
            : new(false, "the text does not start with the prompt");
    }
}
