using System.Xml;

namespace Verifiers.Structured.Documents;

/// <summary>
/// Reads XML without document types. The root element is dropped; an element with children or attributes is an object, another one its
/// text; elements of one name make a list. Attributes are members with <c>@</c> before their name, text beside children is <c>#text</c>.
/// </summary>
internal static class XmlText
{
    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        CheckCharacters = true,
    };

    public static DocumentReading Read(string text)
    {
        using var input = new StringReader(text);
        using var reader = XmlReader.Create(input, Settings);
        try
        {
            return ReadDocument(reader);
        }
        catch (XmlException fault)
        {
            return DocumentReading.Failed(fault.Message, PlaceOf(text, fault.LineNumber, fault.LinePosition));
        }
    }

    private static DocumentReading ReadDocument(XmlReader reader)
    {
        var open = new Stack<Element>();
        DataValue? root = null;
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    if (open.Count == DataValue.MaxDepth)
                        return DocumentReading.Failed($"nested more than {DataValue.MaxDepth} deep.", 0);
                    var element = new Element(reader.Name);
                    var isEmpty = reader.IsEmptyElement;
                    while (reader.MoveToNextAttribute())
                        element.Add("@" + reader.Name, new DataText(reader.Value));
                    open.Push(element);
                    if (isEmpty)
                        Close();
                    break;
                case XmlNodeType.EndElement:
                    Close();
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace when open.Count > 0:
                    open.Peek().Text.Append(reader.Value);
                    break;
            }
        }
        return new(root);

        void Close()
        {
            var closed = open.Pop();
            if (open.Count == 0)
                root = closed.ToValue();
            else
                open.Peek().Add(closed.Name, closed.ToValue());
        }
    }

    private static int PlaceOf(string text, int line, int column)
    {
        var at = 0;
        for (; line > 1 && at < text.Length; line--)
        {
            var end = text.IndexOf('\n', at);
            at = end < 0 ? text.Length : end + 1;
        }
        return Math.Clamp(at + column - 1, 0, text.Length);
    }

    private sealed class Element(string name)
    {
        private readonly List<string> _order = [];
        private readonly Dictionary<string, List<DataValue>> _members = new(StringComparer.Ordinal);

        public string Name { get; } = name;

        public System.Text.StringBuilder Text { get; } = new();

        public void Add(string name, DataValue value)
        {
            if (!_members.TryGetValue(name, out var values))
            {
                _order.Add(name);
                _members.Add(name, values = []);
            }
            values.Add(value);
        }

        public DataValue ToValue()
        {
            var text = Text.ToString();
            if (_order.Count == 0)
                return new DataText(text);
            if (!string.IsNullOrWhiteSpace(text))
                Add("#text", new DataText(text.Trim()));
            return new DataObject([.. _order.Select(name =>
                new DataMember(name, _members[name] is [var only] ? only : new DataList(_members[name])))]);
        }
    }
}
