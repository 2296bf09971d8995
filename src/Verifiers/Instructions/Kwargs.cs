using System.Text.Json;
using Verifiers.Instructions.Patterns;

namespace Verifiers.Instructions;

/// <summary>
/// The arguments of one instruction. A null is an argument that is not there, as in the published data, where every row has all names.
/// One that is missing is refused, because the public checkers would draw a random one.
/// </summary>
internal sealed class Kwargs(JsonCursor arguments)
{
    private const int MaxTextLength = 1_000_000;
    private const int MaxPatternLength = 1000;
    private const int MaxTexts = 1000;

    private readonly HashSet<string> _read = [];

    /// <summary>What the arguments hold that the check cannot use but the public checkers accept; empty when nothing.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>A whole number; 5.0 is one.</summary>
    public int Integer(string name, int minimum = 0)
    {
        var value = Required(name, "a whole number");
        if (value.Kind == JsonValueKind.Number && value.Element.TryGetDouble(out var number)
            && number == Math.Floor(number) && number >= minimum && number <= int.MaxValue / 2)
            return (int)number;
        throw value.Expected($"a whole number from {minimum}");
    }

    /// <summary>A text that is not blank.</summary>
    public string Text(string name)
    {
        var value = Required(name, "a text");
        var text = value.String("a text");
        return text.AsSpan().IsWhiteSpace() || text.Length > MaxTextLength
            ? throw value.Expected($"a text of 1 to {MaxTextLength} characters")
            : text;
    }

    /// <summary>A number and how to compare with it.</summary>
    public Amount Amount(string number, string relation, int minimum = 0) =>
        new(Required(relation, "'at least' or 'less than'").OneOf("at least", "less than") == "less than", Integer(number, minimum));

    /// <summary>A regular expression that is given as a text.</summary>
    /// <param name="name">The name of the argument.</param>
    /// <param name="source">Makes the expression of the text.</param>
    /// <param name="ignoreCase">Whether case does not matter.</param>
    /// <returns>Null, with a note, when it is none; the public checkers then find nothing followed.</returns>
    public Pattern? Pattern(string name, Func<string, string> source, bool ignoreCase) =>
        Compile(Required(name, "a text"), source, ignoreCase);

    /// <summary>Regular expressions that are given as a list of texts.</summary>
    public List<(string Text, Pattern? Pattern)> Patterns(string name, Func<string, string> source, bool ignoreCase)
    {
        var list = Required(name, "a list of texts");
        var patterns = new List<(string, Pattern?)>();
        foreach (var item in list.Items("a list of texts"))
        {
            if (patterns.Count == MaxTexts)
                throw list.Expected($"at most {MaxTexts} texts");
            patterns.Add((item.String("a text"), Compile(item, source, ignoreCase)));
        }
        return patterns.Count > 0 ? patterns : throw list.Expected("at least one text");
    }

    /// <summary>The refusal of an argument.</summary>
    public InvalidInputException Refusal(string name, string expected) => arguments.Optional(name).Expected(expected);

    /// <summary>An argument that the instruction does not know would be a wish silently not granted.</summary>
    public void RefuseOthers()
    {
        if (arguments.Kind != JsonValueKind.Object)
            return;
        foreach (var (name, value) in arguments.Fields())
        {
            if (value.Kind != JsonValueKind.Null && !_read.Contains(name))
            {
                throw value.Refused(_read.Count == 0
                    ? "the instruction takes no arguments."
                    : $"the instruction has no such argument; it has {string.Join(", ", _read)}.");
            }
        }
    }

    private JsonCursor Required(string name, string expected)
    {
        _read.Add(name);
        var value = arguments.Optional(name);
        return value.IsPresent ? value : throw value.Expected(expected);
    }

    private Pattern? Compile(JsonCursor value, Func<string, string> source, bool ignoreCase)
    {
        var text = value.String("a text");
        if (text.AsSpan().IsWhiteSpace() || text.Length > MaxPatternLength)
            throw value.Expected($"a text of 1 to {MaxPatternLength} characters");
        if (!Instructions.Patterns.Pattern.TryCompile(source(text), ignoreCase, out var pattern, out var problem))
            throw value.Refused($"this is read as a regular expression, and {problem} cannot be searched in linear time.");
        if (pattern is null)
            Notes.Add($"{Finding.Quote(text)} is read as a regular expression and is none: {problem}.");
        return pattern;
    }
}
