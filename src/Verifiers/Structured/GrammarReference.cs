using Verifiers.Structured.Grammars;

namespace Verifiers.Structured;

/// <summary>A text against a context-free grammar in EBNF, GBNF or Lark's notation.</summary>
internal sealed class GrammarReference
{
    private readonly EarleyRecognizer _recognizer;

    private GrammarReference(EarleyRecognizer recognizer) => _recognizer = recognizer;

    /// <summary>Reads <c>grammar</c> and <c>start</c>.</summary>
    /// <exception cref="InvalidInputException">It is no grammar; the problem names line and column.</exception>
    public static GrammarReference Read(JsonCursor reference)
    {
        reference.Object("grammar", "start");
        var cursor = reference.Optional("grammar");
        try
        {
            return new(new EarleyRecognizer(GrammarReader.Read(cursor.String("a grammar"), reference.Optional("start").StringOr(null))));
        }
        catch (GrammarException fault)
        {
            throw cursor.Refused(fault.Message);
        }
    }

    public Judgement Judge(string text, TextSpan scope)
    {
        var span = DocumentScope.Trimmed(text, DocumentScope.WithoutFence(text, scope));
        var part = span.In(text).ToString();
        var (isMember, read) = _recognizer.Recognize(part);
        var evidence = new StructuredEvidence("grammar") { Found = span };
        if (isMember == true)
            return Judgement.Correct("valid", "The text is in the language of the grammar.", evidence);
        if (isMember is null)
            return Judgement.Undecided("budget", "Parsing the text takes more steps than are allowed.", evidence);
        var at = 0;
        for (var point = 0; point < read && at < part.Length; point++)
            at += at + 1 < part.Length && char.IsSurrogatePair(part[at], part[at + 1]) ? 2 : 1;
        return Judgement.Incorrect("not_in_grammar", "The text is not in the language of the grammar.", evidence with { Offence = span.Start + at });
    }
}
