using System.Xml;

namespace Verifiers.Code.Files;

/// <summary>Reads hostile XML: no document type, no external anything, bounded in length and depth, no exception.</summary>
internal static class XmlDocuments
{
    public const int MostDepth = 64;
    private const int MostCharacters = 16 << 20;

    /// <param name="document">The bytes.</param>
    /// <param name="onElement">Called at each element; a sentence ends the reading.</param>
    /// <returns>Why it cannot be read; null when it was.</returns>
    public static string? Read(ReadOnlyMemory<byte> document, Func<XmlReader, string?> onElement)
    {
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersInDocument = MostCharacters,
            MaxCharactersFromEntities = 1024,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            IgnoreWhitespace = true,
        };
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(document.ToArray(), writable: false), settings);
            while (reader.Read())
            {
                if (reader.Depth > MostDepth)
                    return "it is nested too deeply";
                if (reader.NodeType == XmlNodeType.Element && onElement(reader) is { } fault)
                    return fault;
            }
            return null;
        }
        catch (XmlException)
        {
            return "it is no well-formed XML within bounds";
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or InvalidOperationException or NotSupportedException)
        {
            return "its encoding is unknown"; // as an XML declaration can name any
        }
    }
}
