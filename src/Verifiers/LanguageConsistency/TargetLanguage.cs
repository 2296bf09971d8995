using Verifiers.Profiles;

namespace Verifiers.LanguageConsistency;

/// <summary>The language that is wanted, by its scripts and, where others are written in them too, by its n-gram profile.</summary>
/// <param name="Code">As it was asked for.</param>
/// <param name="Main">The script it is written in.</param>
/// <param name="Profile">The profile that must not be beaten; null when the script decides.</param>
internal sealed record TargetLanguage(string Code, Script Main, string? Profile)
{
    private static readonly Dictionary<string, TargetLanguage> All = Build();

    /// <summary>The codes that are known.</summary>
    public static IEnumerable<string> Codes => All.Keys.Order(StringComparer.Ordinal);

    /// <summary>The language of an ISO 639-1 code, <c>zh-Hans</c> or <c>zh-Hant</c>; null when it is not known.</summary>
    public static TargetLanguage? Of(string code) => All.GetValueOrDefault(code);

    /// <summary>Whether its words are written in this script.</summary>
    public bool Uses(Script script) => script == Main || (Code == "ja" && script == Script.Kana);

    private static Dictionary<string, TargetLanguage> Build()
    {
        var all = new Dictionary<string, TargetLanguage>(StringComparer.OrdinalIgnoreCase);
        Add(Script.Latin, true, "af ca cs cy da de en es et fi fr hr hu id it lt lv nl no pl pt ro sk sl so sq sv sw tl tr vi");
        Add(Script.Cyrillic, true, "bg mk ru uk");
        Add(Script.Arabic, true, "ar fa ur");
        Add(Script.Devanagari, true, "hi mr ne");
        Add(Script.Bengali, false, "bn");
        Add(Script.Gurmukhi, false, "pa");
        Add(Script.Gujarati, false, "gu");
        Add(Script.Tamil, false, "ta");
        Add(Script.Telugu, false, "te");
        Add(Script.Kannada, false, "kn");
        Add(Script.Malayalam, false, "ml");
        Add(Script.Greek, false, "el");
        Add(Script.Hebrew, false, "he");
        Add(Script.Thai, false, "th");
        Add(Script.Lao, false, "lo");
        Add(Script.Khmer, false, "km");
        Add(Script.Myanmar, false, "my");
        Add(Script.Armenian, false, "hy");
        Add(Script.Georgian, false, "ka");
        Add(Script.Hangul, false, "ko");
        Add(Script.Han, false, "zh ja");
        all["zh-Hans"] = all["zh-cn"] = new("zh-Hans", Script.Han, "zh-cn");
        all["zh-Hant"] = all["zh-tw"] = new("zh-Hant", Script.Han, "zh-tw");
        return all;

        void Add(Script script, bool isShared, string codes)
        {
            foreach (var code in codes.Split(' '))
                all[code] = new(code, script, isShared ? code : null);
        }
    }

    /// <summary>The language of a text, by the same rules; null when it is unclear.</summary>
    public static TargetLanguage? Detect(string text)
    {
        var words = new LanguageText(text, new TextSpan(0, text.Length)).Words().ToList();
        var weights = words.GroupBy(word => word.Script).ToDictionary(group => group.Key, group => group.Sum(word => word.Weight));
        if (weights.Count == 0)
            return null;
        var kana = weights.GetValueOrDefault(Script.Kana);
        var han = weights.GetValueOrDefault(Script.Han) + kana;
        var main = weights.MaxBy(pair => pair.Value).Key;
        if (main is Script.Han or Script.Kana)
            return kana >= 0.15 * han ? Of("ja") : Of("zh");
        if (All.Values.FirstOrDefault(target => target.Main == main && target.Profile is null) is { } alone)
            return alone;
        var scores = new NGramScores();
        foreach (var word in words.Where(word => word.Script == main))
            scores.Add(word.Span.In(text).ToString().ToLowerInvariant());
        var (best, lead) = scores.Best(null);
        return lead > LanguageMeasure.Margin && Of(best) is { } found && found.Main == main ? found : null;
    }
}
