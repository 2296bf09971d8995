using System.Runtime.InteropServices;
using Verifiers.Profiles;

namespace Verifiers.LanguageConsistency;

/// <summary>How much of a text is in the wanted language.</summary>
/// <param name="Target">Words that are, by weight.</param>
/// <param name="Foreign">Words that are not.</param>
/// <param name="Segments">Sentences and lines with words that count.</param>
/// <param name="TargetSegments">Of these, those at least half of which is in the wanted language.</param>
/// <param name="Characters">Characters of the words that count.</param>
/// <param name="ForeignSpans">Where the foreign words stand, neighbours joined.</param>
internal sealed record LanguageMeasure(
    double Target, double Foreign, int Segments, int TargetSegments, int Characters, IReadOnlyList<TextSpan> ForeignSpans)
{
    /// <summary>Nats an n-gram by which another language must be ahead before a segment is taken to be in it.</summary>
    public const double Margin = 0.12;

    private const int FewestWords = 4;
    private const int FewestPooledWords = 8;
    private const int FewestNGrams = 45;
    private const int FewestHan = 6;
    private const double KanaShare = 0.15;
    private const int MostForeignWords = 100;

    /// <summary>Share of the wanted language, in [0, 1]; null when nothing counts.</summary>
    public double? Share => Target + Foreign > 0 ? Target / (Target + Foreign) : null;

    /// <summary>Measures a piece of a text.</summary>
    public static LanguageMeasure Of(string text, TextSpan piece, TargetLanguage target)
    {
        var (own, foreign, segments, targetSegments, characters) = (0.0, 0.0, 0, 0, 0);
        var spans = new List<TextSpan>();
        var scores = new NGramScores();
        var words = new LanguageText(text, piece).Words().ToList();
        var isPoolForeign = IsPoolForeign(text, words, target, scores);
        foreach (var range in SegmentsOf(words))
            Count(CollectionsMarshal.AsSpan(words)[range]);
        return new(own, foreign, segments, targetSegments, characters, spans);

        void Count(ReadOnlySpan<ScriptRun> runs)
        {
            var isForeign = IsForeign(text, runs, target, scores) ?? isPoolForeign;
            var (ownHere, foreignHere) = (0.0, 0.0);
            var latinWords = CountLatin(runs);
            for (var i = 0; i < runs.Length; i++)
            {
                if (IsNeutral(text, runs, i, target, latinWords))
                    continue;
                characters += runs[i].Span.Length;
                if (target.Uses(runs[i].Script) && !isForeign)
                {
                    ownHere += runs[i].Weight;
                    continue;
                }
                foreignHere += runs[i].Weight;
                AddSpan(spans, runs[i].Span);
            }
            segments += ownHere + foreignHere > 0 ? 1 : 0;
            targetSegments += ownHere > 0 && ownHere >= foreignHere ? 1 : 0;
            own += ownHere;
            foreign += foreignHere;
        }
    }

    private static IEnumerable<Range> SegmentsOf(List<ScriptRun> words)
    {
        for (int start = 0, end; start < words.Count; start = end)
        {
            for (end = start + 1; end < words.Count && words[end].Segment == words[start].Segment;)
                end++;
            yield return start..end;
        }
    }

    /// <summary>
    /// Whether all segments together that are too short to tell are in another language: a text with each word on a line of its own
    /// is still a text.
    /// </summary>
    private static bool IsPoolForeign(string text, List<ScriptRun> words, TargetLanguage target, NGramScores scores)
    {
        if (target.Profile is not { } profile)
            return false;
        var pool = new List<ScriptRun>();
        foreach (var range in SegmentsOf(words))
        {
            var runs = CollectionsMarshal.AsSpan(words)[range];
            if (IsForeign(text, runs, target, scores) is null)
                pool.AddRange(runs);
        }
        if (target.Main == Script.Han)
            return HanForms.IsOther(text, CollectionsMarshal.AsSpan(pool), isTraditional: profile == "zh-tw") ?? false;
        var count = AddWords(text, CollectionsMarshal.AsSpan(pool), target, scores);
        return count >= FewestPooledWords && scores.Count >= FewestNGrams && scores.Best(profile).Lead > Margin;
    }

    /// <summary>Scores the words of the target's script but for signs; says how many they are.</summary>
    private static int AddWords(string text, ReadOnlySpan<ScriptRun> runs, TargetLanguage target, NGramScores scores)
    {
        scores.Clear();
        var words = 0;
        foreach (var run in runs)
        {
            if (run.Script != target.Main)
                continue;
            words++;
            scores.Add(run.Span.In(text).ToString().ToLowerInvariant());
        }
        return words;
    }

    private static void AddSpan(List<TextSpan> spans, TextSpan next)
    {
        if (spans.Count > 0 && next.Start - spans[^1].End <= 3)
            spans[^1] = TextSpan.Between(spans[^1].Start, next.End);
        else if (spans.Count < MostForeignWords)
            spans.Add(next);
    }

    /// <summary>Whether the words of the wanted script are in another language nevertheless; null when they are too few to tell.</summary>
    private static bool? IsForeign(string text, ReadOnlySpan<ScriptRun> runs, TargetLanguage target, NGramScores scores)
    {
        if (target.Main == Script.Han)
        {
            var (han, kana) = (0, 0);
            foreach (var run in runs)
            {
                han += run.Script == Script.Han ? run.Span.Length : 0;
                kana += run.Script == Script.Kana ? run.Span.Length : 0;
            }
            if (target.Code == "ja" && han >= FewestHan && kana == 0)
                return true;
            if (target.Code != "ja" && kana > 0 && kana >= KanaShare * (han + kana))
                return true;
        }
        if (target.Profile is not { } profile)
            return false;
        if (target.Main == Script.Han)
            return HanForms.IsOther(text, runs, isTraditional: profile == "zh-tw");
        var words = AddWords(text, runs, target, scores);
        return words < FewestWords && scores.Count < FewestNGrams ? null : scores.Best(profile).Lead > Margin;
    }

    private static int CountLatin(ReadOnlySpan<ScriptRun> runs)
    {
        var count = 0;
        foreach (var run in runs)
            count += run.Script == Script.Latin ? 1 : 0;
        return count;
    }

    /// <summary>
    /// Words that belong to no language: signs (single letters that are no words), and beside another script acronyms and a capitalised
    /// name that stands alone between words of the target.
    /// </summary>
    private static bool IsNeutral(string text, ReadOnlySpan<ScriptRun> runs, int index, TargetLanguage target, int latinWords)
    {
        var run = runs[index];
        if (run.Script is Script.Kana or Script.Han)
            return false;
        var word = run.Span.In(text).Trim("'’-_");
        if (word.Length <= 1)
            return word.Length == 0 || Scripts.IsSign(run.Script, word[0], target.Uses(run.Script));
        if (target.Main == Script.Latin || run.Script != Script.Latin)
            return false;
        var letters = word.Length > 2 && word[^1] == 's' ? word[..^1] : word;
        if (letters.Length is >= 2 and <= 5 && letters.IndexOfAnyExceptInRange('A', 'Z') < 0)
            return true;
        return latinWords <= 3 && char.IsUpper(word[0])
            && (index > 0 || index + 1 < runs.Length)
            && (index == 0 || target.Uses(runs[index - 1].Script))
            && (index + 1 == runs.Length || target.Uses(runs[index + 1].Script));
    }
}
