using System.Text;

namespace Verifiers.Api.Tests.Telemetry;

/// <summary>One span, read from the protobuf of an <c>ExportTraceServiceRequest</c>. Spans of every service in this process arrive: tell them by their trace.</summary>
/// <param name="TraceId">In hexadecimal digits.</param>
/// <param name="SpanId">In hexadecimal digits.</param>
/// <param name="ParentId">In hexadecimal digits; empty for none.</param>
/// <param name="Name">Its name.</param>
/// <param name="Text">All bytes of it as text: names and values of attributes stand in it as they are.</param>
internal sealed record OtlpSpan(string TraceId, string SpanId, string ParentId, string Name, string Text)
{
    /// <summary>All spans of one post.</summary>
    public static IEnumerable<OtlpSpan> ReadAll(byte[] request) =>
        from resource in Fields(request)
        where resource.Number == 1
        from scope in Fields(resource.Value)
        where scope.Number == 2
        from span in Fields(scope.Value)
        where span.Number == 2
        select Read(span.Value);

    private static OtlpSpan Read(byte[] bytes)
    {
        var fields = Fields(bytes).ToLookup(field => field.Number, field => field.Value);
        string Hex(int number) => Convert.ToHexStringLower(fields[number].SingleOrDefault() ?? []);
        return new(Hex(1), Hex(2), Hex(4), Encoding.UTF8.GetString(fields[5].Single()), Encoding.Latin1.GetString(bytes));
    }

    /// <summary>The fields with a length; numbers are passed over.</summary>
    private static List<(int Number, byte[] Value)> Fields(byte[] message)
    {
        var fields = new List<(int, byte[])>();
        for (var at = 0; at < message.Length;)
        {
            var tag = Varint(message, ref at);
            switch (tag & 7)
            {
                case 0: Varint(message, ref at); break;
                case 1: at += 8; break;
                case 5: at += 4; break;
                case 2:
                    var length = (int)Varint(message, ref at);
                    fields.Add(((int)(tag >> 3), message[at..(at + length)]));
                    at += length;
                    break;
                default: throw new FormatException($"wire type {tag & 7}");
            }
        }
        return fields;
    }

    private static ulong Varint(byte[] bytes, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            value |= (ulong)(bytes[at] & 0x7F) << shift;
            if ((bytes[at++] & 0x80) == 0)
                return value;
        }
    }
}
