// Whether the answer is a palindrome of at least the length that the reference asks for: {"min_length": 7}.
// The smallest useful plug-in: one function, and one that refuses a wrong reference before anything is judged.

Judgement Judge(Completion completion, JsonElement reference, JsonElement options)
{
    var answer = completion.Text[(completion.Text.LastIndexOf("</think>", StringComparison.Ordinal) is var end and >= 0 ? end + 8 : 0)..];
    var letters = answer.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant).ToArray();
    var least = reference.GetProperty("min_length").GetInt32();
    if (letters.Length < least)
        return Judgement.Incorrect("too_short", $"The answer has {letters.Length} letters and digits; {least} were asked for.");
    for (var i = 0; i < letters.Length / 2; i++)
    {
        if (letters[i] != letters[^(i + 1)])
            return Judgement.Incorrect("no_palindrome", $"Letter {i + 1} is '{letters[i]}', and from the end it is '{letters[^(i + 1)]}'.");
    }
    return Judgement.Correct("palindrome", "The answer reads the same in both directions.");
}

void Check(JsonElement reference, JsonElement options)
{
    if (reference.ValueKind != JsonValueKind.Object || !reference.TryGetProperty("min_length", out var least) || least.ValueKind != JsonValueKind.Number || !least.TryGetInt32(out var number) || number < 1)
        throw new FormatException("expected {\"min_length\": a number from 1 on}.");
}

return Verifier("Whether the answer is a palindrome.", Judge, check: Check);
