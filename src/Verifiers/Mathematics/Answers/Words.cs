using System.Collections.Frozen;
using System.Text;

namespace Verifiers.Mathematics.Answers;

/// <summary>Answers in words, compared by what they say: case, articles, punctuation and LaTeX fonts do not count.</summary>
internal static class Words
{
    private static readonly FrozenDictionary<string, string> Classes = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["yes"] = "yes",
        ["true"] = "yes",
        ["correct"] = "yes",
        ["是"] = "yes",
        ["对"] = "yes",
        ["正确"] = "yes",
        ["真"] = "yes",
        ["是的"] = "yes",
        ["成立"] = "yes",
        ["ja"] = "yes",
        ["oui"] = "yes",
        ["sí"] = "yes",
        ["si"] = "yes",
        ["sim"] = "yes",
        ["vrai"] = "yes",
        ["wahr"] = "yes",
        ["richtig"] = "yes",
        ["verdadero"] = "yes",
        ["verdadeiro"] = "yes",
        ["vero"] = "yes",
        ["да"] = "yes",
        ["верно"] = "yes",
        ["истина"] = "yes",
        ["はい"] = "yes",
        ["正しい"] = "yes",
        ["예"] = "yes",
        ["참"] = "yes",
        ["no"] = "no",
        ["false"] = "no",
        ["incorrect"] = "no",
        ["否"] = "no",
        ["错"] = "no",
        ["错误"] = "no",
        ["不是"] = "no",
        ["假"] = "no",
        ["不成立"] = "no",
        ["不"] = "no",
        ["nein"] = "no",
        ["falsch"] = "no",
        ["non"] = "no",
        ["faux"] = "no",
        ["falso"] = "no",
        ["não"] = "no",
        ["нет"] = "no",
        ["неверно"] = "no",
        ["ложь"] = "no",
        ["いいえ"] = "no",
        ["아니오"] = "no",
        ["거짓"] = "no",
        ["none"] = "∅",
        ["no solution"] = "∅",
        ["no solutions"] = "∅",
        ["no real solution"] = "∅",
        ["no real solutions"] = "∅",
        ["empty set"] = "∅",
        ["empty"] = "∅",
        ["no such number"] = "∅",
        ["no such numbers"] = "∅",
        ["there are no solutions"] = "∅",
        ["there is no solution"] = "∅",
        ["has no solution"] = "∅",
        ["no solution exists"] = "∅",
        ["no solutions exist"] = "∅",
        ["there is no real solution"] = "∅",
        ["there are no real solutions"] = "∅",
        ["no real roots"] = "∅",
        ["no integer solutions"] = "∅",
        ["no integer solution"] = "∅",
        ["null set"] = "∅",
        ["nothing"] = "∅",
        ["no such integers"] = "∅",
        ["no such integer"] = "∅",
        ["no such integers exist"] = "∅",
        ["no such integer exists"] = "∅",
        ["none exist"] = "∅",
        ["无解"] = "∅",
        ["空集"] = "∅",
        ["没有解"] = "∅",
        ["无实数解"] = "∅",
        ["方程无解"] = "∅",
        ["keine lösung"] = "∅",
        ["keine lösungen"] = "∅",
        ["leere menge"] = "∅",
        ["unlösbar"] = "∅",
        ["aucune solution"] = "∅",
        ["pas de solution"] = "∅",
        ["ensemble vide"] = "∅",
        ["nessuna soluzione"] = "∅",
        ["insieme vuoto"] = "∅",
        ["sin solución"] = "∅",
        ["no hay solución"] = "∅",
        ["no tiene solución"] = "∅",
        ["conjunto vacío"] = "∅",
        ["sem solução"] = "∅",
        ["não há solução"] = "∅",
        ["não tem solução"] = "∅",
        ["conjunto vazio"] = "∅",
        ["нет решений"] = "∅",
        ["решений нет"] = "∅",
        ["пустое множество"] = "∅",
        ["нет решения"] = "∅",
        ["解なし"] = "∅",
        ["解は存在しない"] = "∅",
        ["空集合"] = "∅",
        ["해가 없다"] = "∅",
        ["해 없음"] = "∅",
        ["공집합"] = "∅",
        ["brak rozwiązań"] = "∅",
        ["geen oplossing"] = "∅",
        ["does not exist"] = "does not exist",
        ["dne"] = "does not exist",
        ["undefined"] = "does not exist",
        ["limit does not exist"] = "does not exist",
        ["doesnt exist"] = "does not exist",
        ["not defined"] = "does not exist",
        ["not exist"] = "does not exist",
        ["不存在"] = "does not exist",
        ["无定义"] = "does not exist",
        ["existiert nicht"] = "does not exist",
        ["nicht definiert"] = "does not exist",
        ["nexiste pas"] = "does not exist",
        ["non définie"] = "does not exist",
        ["non esiste"] = "does not exist",
        ["no existe"] = "does not exist",
        ["não existe"] = "does not exist",
        ["не существует"] = "does not exist",
        ["не определено"] = "does not exist",
        ["存在しない"] = "does not exist",
        ["定義されない"] = "does not exist",
        ["존재하지 않는다"] = "does not exist",
        ["infinite"] = "infinitely many",
        ["infinitely many"] = "infinitely many",
        ["infinitely many solutions"] = "infinitely many",
        ["infinite solutions"] = "infinitely many",
        ["infinite number of solutions"] = "infinitely many",
        ["infinite number"] = "infinitely many",
        ["there are infinitely many"] = "infinitely many",
        ["there are infinitely many solutions"] = "infinitely many",
        ["infinitely many values"] = "infinitely many",
        ["infinitely many such numbers"] = "infinitely many",
        ["无穷多"] = "infinitely many",
        ["无穷多个"] = "infinitely many",
        ["无数个"] = "infinitely many",
        ["无限多"] = "infinitely many",
        ["无穷多解"] = "infinitely many",
        ["unendlich viele"] = "infinitely many",
        ["unendlich viele lösungen"] = "infinitely many",
        ["infiniment"] = "infinitely many",
        ["infiniment beaucoup"] = "infinitely many",
        ["une infinité"] = "infinitely many",
        ["une infinité de solutions"] = "infinitely many",
        ["infinitas soluciones"] = "infinitely many",
        ["infinitos"] = "infinitely many",
        ["infinitas soluções"] = "infinitely many",
        ["infinite soluzioni"] = "infinitely many",
        ["бесконечно много"] = "infinitely many",
        ["無数"] = "infinitely many",
        ["無限個"] = "infinitely many",
        ["무수히 많다"] = "infinitely many",
        ["integers"] = "ℤ",
        ["all integers"] = "ℤ",
        ["set of integers"] = "ℤ",
        ["set of all integers"] = "ℤ",
        ["整数"] = "ℤ",
        ["all real numbers"] = "ℝ",
        ["all reals"] = "ℝ",
        ["reals"] = "ℝ",
        ["real numbers"] = "ℝ",
        ["set of all real numbers"] = "ℝ",
        ["set of real numbers"] = "ℝ",
        ["any real number"] = "ℝ",
        ["all real values"] = "ℝ",
        ["all real x"] = "ℝ",
        ["every real number"] = "ℝ",
        ["全体实数"] = "ℝ",
        ["任意实数"] = "ℝ",
        ["一切实数"] = "ℝ",
        ["实数集"] = "ℝ",
        ["alle reellen zahlen"] = "ℝ",
        ["tous les réels"] = "ℝ",
        ["todos los números reales"] = "ℝ",
        ["tutti i numeri reali"] = "ℝ",
        ["все действительные числа"] = "ℝ",
        ["infinity"] = "∞",
        ["positive infinity"] = "∞",
        ["plus infinity"] = "∞",
        ["unendlich"] = "∞",
        ["infini"] = "∞",
        ["infinito"] = "∞",
        ["无穷大"] = "∞",
        ["正无穷"] = "∞",
        ["бесконечность"] = "∞",
        ["mon"] = "monday",
        ["星期一"] = "monday",
        ["周一"] = "monday",
        ["lundi"] = "monday",
        ["montag"] = "monday",
        ["lunes"] = "monday",
        ["tue"] = "tuesday",
        ["tues"] = "tuesday",
        ["星期二"] = "tuesday",
        ["周二"] = "tuesday",
        ["wed"] = "wednesday",
        ["星期三"] = "wednesday",
        ["周三"] = "wednesday",
        ["thu"] = "thursday",
        ["thurs"] = "thursday",
        ["星期四"] = "thursday",
        ["周四"] = "thursday",
        ["fri"] = "friday",
        ["星期五"] = "friday",
        ["周五"] = "friday",
        ["sat"] = "saturday",
        ["星期六"] = "saturday",
        ["周六"] = "saturday",
        ["sun"] = "sunday",
        ["星期日"] = "sunday",
        ["星期天"] = "sunday",
        ["周日"] = "sunday",
    }.ToFrozenDictionary();

    /// <summary>Lower case, single spaces, no articles, no punctuation, no LaTeX fonts; known phrases by the name of their class.</summary>
    public static string Normalise(string text)
    {
        var output = new StringBuilder(text.Length);
        var space = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\\')
            {
                // A command is no word: its name goes, what it holds stays.
                while (i + 1 < text.Length && char.IsAsciiLetter(text[i + 1]))
                    i++;
                space = true;
            }
            else if (char.IsLetterOrDigit(c) || c is '∅' or '∞' or '〇' || char.IsSurrogate(c))
            {
                if (space && output.Length > 0)
                    output.Append(' ');
                space = false;
                output.Append(char.ToLowerInvariant(c));
            }
            else if (c is not ('\'' or '’'))
            {
                space = true;
            }
        }
        var words = WithoutArticles(output.ToString());
        return Classes.GetValueOrDefault(words, words);
    }

    /// <summary>
    /// "yes" or "no" when the text begins with such a word and goes on with a reason: "No, it is odd." Null when the rest takes it back.
    /// </summary>
    public static string? ReadYesOrNo(string text)
    {
        var span = text.AsSpan().Trim('*').TrimStart();
        var end = span.IndexOfAny(",.;:!—，。");
        if (end is < 2 or > 9 || end + 1 >= span.Length)
            return null;
        var decision = Classes.GetValueOrDefault(span[..end].Trim('*').ToString().ToLowerInvariant());
        if (decision is not ("yes" or "no"))
            return null;
        foreach (var word in Normalise(span[(end + 1)..].ToString()).Split(' '))
        {
            if (word is "but" or "or" or "yes" or "true" or "false" or "correct" or "incorrect" or "wrong" or "maybe" or "wait" || (word == "no" && decision == "yes"))
                return null;
        }
        return decision;
    }

    private static string WithoutArticles(string text)
    {
        if (!text.Contains(' '))
            return text;
        var kept = text.Split(' ').Where(word => word is not ("a" or "an" or "the")).ToArray();
        return kept.Length == 0 ? text : string.Join(' ', kept);
    }
}
