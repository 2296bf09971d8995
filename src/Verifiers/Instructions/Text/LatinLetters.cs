using System.Collections.Frozen;
using System.Text;

namespace Verifiers.Instructions.Text;

/// <summary>
/// Latin letters with and without their marks. The service runs without the tables of the operating system, so that it judges alike
/// everywhere, and <c>string.Normalize</c> then leaves such letters as they are.
/// </summary>
internal static class LatinLetters
{
    private const string VietnameseBases = "AEIOUYaeiouyÂÊÔâêôĂăƠơƯư";

    /// <summary>Each letter, then all that decompose to it and marks.</summary>
    private const string Families = """
        AÀÁÂÃÄÅĀĂĄǍǞǠǺȀȂȦḀẠẢẤẦẨẪẬẮẰẲẴẶ BḂḄḆ CÇĆĈĊČḈ DĎḊḌḎḐḒ EÈÉÊËĒĔĖĘĚȄȆȨḔḖḘḚḜẸẺẼẾỀỂỄỆ FḞ GĜĞĠĢǦǴḠ HĤȞḢḤḦḨḪ IÌÍÎÏĨĪĬĮİǏȈȊḬḮỈỊ
        JĴ KĶǨḰḲḴ LĹĻĽĿḶḸḺḼ MḾṀṂ NÑŃŅŇǸṄṆṈṊ OÒÓÔÕÖŌŎŐƠǑǪǬȌȎȪȬȮȰṌṎṐṒỌỎỐỒỔỖỘỚỜỞỠỢ PṔṖ RŔŖŘȐȒṘṚṜṞ SŚŜŞŠȘṠṢṤṦṨ TŢŤȚṪṬṮṰ
        UÙÚÛÜŨŪŬŮŰŲƯǓǕǗǙǛȔȖṲṴṶṸṺỤỦỨỪỬỮỰ VṼṾ WŴẀẂẄẆẈ XẊẌ YÝŶŸȲẎỲỴỶỸ ZŹŻŽẐẒẔ aªàáâãäåāăąǎǟǡǻȁȃȧḁẚạảấầẩẫậắằẳẵặ bḃḅḇ cçćĉċčḉ dďḋḍḏḑḓ
        eèéêëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệ fḟ gĝğġģǧǵḡ hĥȟḣḥḧḩḫẖ iìíîïĩīĭįǐȉȋḭḯỉị jĵǰ kķǩḱḳḵ lĺļľŀḷḹḻḽ mḿṁṃ nñńņňŉǹṅṇṉṋ
        oºòóôõöōŏőơǒǫǭȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợ pṕṗ rŕŗřȑȓṙṛṝṟ sśŝşšſșṡṣṥṧṩẛ tţťțṫṭṯṱẗ uùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự vṽṿ wŵẁẃẅẇẉẘ
        xẋẍ yýÿŷȳẏẙỳỵỷỹ zźżžẑẓẕ
        """;

    private static readonly FrozenDictionary<char, char> _plain = Families
        .Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries)
        .SelectMany(family => family[1..].Select(letter => (letter, family[0])))
        .ToFrozenDictionary(pair => pair.letter, pair => pair.Item2);

    /// <summary>
    /// Latin letters without their marks, and of all other characters only ASCII: São is Sao. Full-width letters and spaces of other widths
    /// are their ASCII counterparts.
    /// </summary>
    public static string ToAscii(string text)
    {
        var ascii = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (char.IsAscii(character))
                ascii.Append(character);
            else if (_plain.TryGetValue(character, out var letter))
                ascii.Append(letter);
            else if (character is >= '\uFF01' and <= '\uFF5E')
                ascii.Append((char)(character - 0xFEE0));
            else if (char.GetUnicodeCategory(character) == System.Globalization.UnicodeCategory.SpaceSeparator)
                ascii.Append(' ');
        }
        return ascii.ToString();
    }

    /// <summary>A Vietnamese letter and the tone mark after it as one character; null for all others.</summary>
    public static char? Compose(char letter, char mark)
    {
        var composed = mark switch
        {
            '\u0300' => "ÀÈÌÒÙỲàèìòùỳẦỀỒầềồẰằỜờỪừ",
            '\u0301' => "ÁÉÍÓÚÝáéíóúýẤẾỐấếốẮắỚớỨứ",
            '\u0303' => "ÃẼĨÕŨỸãẽĩõũỹẪỄỖẫễỗẴẵỠỡỮữ",
            '\u0309' => "ẢẺỈỎỦỶảẻỉỏủỷẨỂỔẩểổẲẳỞởỬử",
            '\u0323' => "ẠẸỊỌỤỴạẹịọụỵẬỆỘậệộẶặỢợỰự",
            _ => null,
        };
        return composed is not null && VietnameseBases.IndexOf(letter) is var place and >= 0 ? composed[place] : null;
    }
}
