using System.Text;

namespace Verifiers.Structured.Documents;

/// <summary>
/// Reads comma-separated values by RFC 4180: the first row names the columns, each further row is an object of texts. A row of another
/// length is refused; blank lines are not rows.
/// </summary>
internal static class CsvText
{
    public static DocumentReading Read(ReadOnlySpan<char> text)
    {
        var at = text is ['\ufeff', ..] ? 1 : 0;
        List<string>? header = null;
        var rows = new List<DataValue>();
        while (at < text.Length)
        {
            var start = at;
            if (ReadRow(text, ref at) is not { } row)
                return DocumentReading.Failed("a quoted field is not closed, or something stands behind it.", at);
            if (row is [{ Length: 0 }] && !text[start..at].Contains('"'))
                continue;
            if (header is null)
            {
                header = row;
                if (header.Distinct(StringComparer.Ordinal).Count() < header.Count)
                    return DocumentReading.Failed("two columns have one name.", start, isDuplicateKey: true);
                continue;
            }
            if (row.Count != header.Count)
                return DocumentReading.Failed($"a row has {row.Count} fields where the header has {header.Count}.", start);
            rows.Add(new DataObject([.. header.Zip(row, (name, field) => new DataMember(name, new DataText(field)))]));
        }
        return header is null ? DocumentReading.Failed("there is no header.", 0) : new(new DataList(rows));
    }

    private static List<string>? ReadRow(ReadOnlySpan<char> text, ref int at)
    {
        var fields = new List<string>();
        while (true)
        {
            if (at < text.Length && text[at] == '"')
            {
                if (ReadQuoted(text, ref at) is not { } field)
                    return null;
                fields.Add(field);
            }
            else
            {
                var length = text[at..].IndexOfAny(',', '\n', '\r');
                length = length < 0 ? text.Length - at : length;
                fields.Add(text.Slice(at, length).ToString());
                at += length;
            }
            if (at == text.Length)
                return fields;
            switch (text[at++])
            {
                case ',':
                    continue;
                case '\r':
                    if (at < text.Length && text[at] == '\n')
                        at++;
                    return fields;
                case '\n':
                    return fields;
                default:
                    at--;
                    return null;
            }
        }
    }

    private static string? ReadQuoted(ReadOnlySpan<char> text, ref int at)
    {
        var field = new StringBuilder();
        at++;
        while (true)
        {
            var length = text[at..].IndexOf('"');
            if (length < 0)
                return null;
            field.Append(text.Slice(at, length));
            at += length + 1;
            if (at == text.Length || text[at] != '"')
                return field.ToString();
            field.Append('"');
            at++;
        }
    }
}
