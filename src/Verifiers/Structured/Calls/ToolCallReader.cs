using Verifiers.Structured.Documents;

namespace Verifiers.Structured.Calls;

/// <summary>
/// Finds the calls of a completion, in the first of these forms that it has: <c>&lt;tool_call&gt;</c> tags (Hermes, Qwen),
/// <c>[TOOL_CALLS]</c> (Mistral), JSON (OpenAI's messages and items, Llama 3), Python calls in a list (BFCL's prompt mode).
/// </summary>
internal static class ToolCallReader
{
    private const int MaxCalls = 1_000;
    private const string Opening = "<tool_call>";
    private const string Closing = "</tool_call>";
    private const string Mistral = "[TOOL_CALLS]";
    private const string LlamaTag = "<|python_tag|>";

    /// <summary>Finds the calls in a part of a completion. Linear in it.</summary>
    public static ToolCallReading Read(string text, TextSpan scope)
    {
        var part = scope.In(text);
        if (part.IndexOf(Opening, StringComparison.Ordinal) is var tag and >= 0)
            return ReadTags(text, scope, scope.Start + tag);
        if (part.IndexOf(Mistral, StringComparison.Ordinal) is var sign and >= 0)
            return ReadMistral(text, TextSpan.Between(scope.Start + sign + Mistral.Length, scope.End));
        if (part.StartsWith(LlamaTag, StringComparison.Ordinal))
            scope = DocumentScope.Trimmed(text, TextSpan.Between(scope.Start + LlamaTag.Length, scope.End));
        scope = WithoutEndTokens(text, scope);
        scope = DocumentScope.Trimmed(text, DocumentScope.WithoutFence(text, scope));
        var inside = scope.In(text);
        return inside switch
        {
            [] => new([]),
            ['{', ..] => ReadJsonValues(text, scope),
            ['[', ..] when JsonText.Read(inside).Value is { } list => FromJson(list, scope),
            _ => ReadPython(text, scope),
        };
    }

    private static ToolCallReading ReadTags(string text, TextSpan scope, int at)
    {
        var calls = new List<ToolCall>();
        var first = at;
        while (true)
        {
            var start = at + Opening.Length;
            var end = text.AsSpan(start, scope.End - start).IndexOf(Closing, StringComparison.Ordinal);
            var inside = DocumentScope.Trimmed(text, TextSpan.Between(start, end < 0 ? scope.End : start + end));
            var reading = ReadJsonValues(text, inside);
            if (reading.Fault is not null || reading.Calls.Count == 0)
                return new([], reading.Fault ?? "a tag holds no call.", inside);
            calls.AddRange(reading.Calls);
            if (calls.Count > MaxCalls)
                return new([], $"there are more than {MaxCalls} calls.", inside);
            at = end < 0 ? scope.End : start + end + Closing.Length;
            var next = text.AsSpan(at, scope.End - at).IndexOf(Opening, StringComparison.Ordinal);
            if (next < 0)
                return new(calls, Span: TextSpan.Between(first, at));
            at += next;
        }
    }

    /// <summary>A list of calls, or name, <c>[ARGS]</c> or nothing, and arguments.</summary>
    private static ToolCallReading ReadMistral(string text, TextSpan rest)
    {
        rest = DocumentScope.Trimmed(text, WithoutEndTokens(text, DocumentScope.Trimmed(text, rest)));
        if (rest.In(text) is ['[' or '{', ..])
            return ReadJsonValues(text, rest);
        var calls = new List<ToolCall>();
        foreach (var range in rest.In(text).Split(Mistral))
        {
            var part = rest.In(text)[range].Trim();
            var brace = part.IndexOf('{');
            if (brace <= 0 || calls.Count == MaxCalls)
                return new([], "a name and its arguments should stand behind [TOOL_CALLS].", rest);
            var name = part[..brace];
            if (name.IndexOf('[') is var mark and >= 0)
                name = name[..mark];
            if (JsonText.Read(part[brace..]).Value is not DataObject arguments)
                return new([], "the arguments of a call are no object of JSON.", rest);
            calls.Add(new(name.Trim().ToString(), arguments));
        }
        return new(calls, Span: rest);
    }

    /// <summary>Values of JSON one behind the other, as Llama 3 separates them with semicolons.</summary>
    private static ToolCallReading ReadJsonValues(string text, TextSpan scope)
    {
        var calls = new List<ToolCall>();
        var at = scope.Start;
        while (true)
        {
            var end = scope.End;
            if (JsonText.ReadPrefix(text.AsSpan(at, scope.End - at), out var length) is not { } value)
            {
                var fault = JsonText.Read(text.AsSpan(at, scope.End - at));
                return new([], $"a call is no JSON: {fault.Fault}", new(at + fault.At, 0));
            }
            var reading = FromJson(value, scope);
            if (reading.Fault is not null)
                return reading;
            calls.AddRange(reading.Calls);
            at += length;
            while (at < end && (char.IsWhiteSpace(text[at]) || text[at] is ';' or ','))
                at++;
            if (at == end)
                return new(calls, Span: scope);
            if (calls.Count > MaxCalls || text[at] is not ('{' or '['))
                return new([], "text stands behind a call.", new(at, 0));
        }
    }

    private static ToolCallReading FromJson(DataValue value, TextSpan span)
    {
        var items = value switch
        {
            DataList list => list.Items,
            DataObject message when message.Find("tool_calls") is DataList list => list.Items,
            DataObject message when message.Find("output") is DataList list => list.Items,
            _ => [value],
        };
        var calls = new List<ToolCall>();
        foreach (var item in items)
        {
            if (item is DataObject other && other.Find("type") is DataText { Value: "message" or "reasoning" })
                continue; // items of other kinds stand beside calls in a response
            if (calls.Count == MaxCalls || CallOf(item) is not { } call)
                return new([], "a value is no call: it should have a name and arguments.", span);
            calls.Add(call);
        }
        return new(calls, Span: span);
    }

    /// <summary><c>{"name", "arguments" | "parameters" | "args"}</c>, or that under <c>"function"</c>; arguments may be a string of JSON.</summary>
    private static ToolCall? CallOf(DataValue value)
    {
        if (value is not DataObject call)
            return null;
        if (call.Find("function") is DataObject inner)
            call = inner;
        var name = call.Find("name") ?? call.Find("function");
        var arguments = call.Find("arguments") ?? call.Find("parameters") ?? call.Find("args") ?? new DataObject([]);
        if (arguments is DataText text)
            arguments = string.IsNullOrWhiteSpace(text.Value) ? new DataObject([]) : JsonText.Read(text.Value).Value ?? arguments;
        if (name is DataText { Value.Length: > 0 } named && arguments is DataObject members)
            return new(named.Value, members);

        // BFCL's own form: {"function": {"argument": value}}
        return name is null && call.Members is [{ Value: DataObject only } member] ? new(member.Name, only) : null;
    }

    private static ToolCallReading ReadPython(string text, TextSpan scope)
    {
        var reading = PythonCalls.Read(scope.In(text));
        if (reading.Fault is null)
            return reading with { Span = scope };
        if (scope.In(text) is ['[', ..] or ['(', ..])
            return new([], reading.Fault, scope);
        return PythonCalls.LooksLikeCall(scope.In(text)) ? new([], reading.Fault, scope) : new([]); // a sentence calls nothing
    }

    private static TextSpan WithoutEndTokens(string text, TextSpan scope)
    {
        while (scope.In(text).EndsWith("|>", StringComparison.Ordinal) && scope.In(text).LastIndexOf("<|", StringComparison.Ordinal) is var start and >= 0
            && !scope.In(text)[start..].ContainsAny(' ', '\n', '"'))
        {
            scope = DocumentScope.Trimmed(text, new(scope.Start, start));
        }
        return scope.In(text).EndsWith("</s>", StringComparison.Ordinal) ? DocumentScope.Trimmed(text, new(scope.Start, scope.Length - 4)) : scope;
    }
}
