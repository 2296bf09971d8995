using System.Text.Json;
using Verifiers.Structured.Calls;
using Verifiers.Structured.Documents;

namespace Verifiers.Structured;

/// <summary>The tool calls of a completion against those expected, with the rules of BFCL's syntax-tree checker.</summary>
internal sealed class CallsReference
{
    private const int MaxCalls = 100;
    private const int MaxTools = 1_000;

    private readonly IReadOnlyList<ExpectedCall> _expected;
    private readonly bool _partial;

    private CallsReference(IReadOnlyList<ExpectedCall> expected, bool partial) => (_expected, _partial) = (expected, partial);

    /// <summary>
    /// Reads <c>tools</c> (descriptions of functions, BFCL's or OpenAI's) and <c>calls</c>: each <c>{"function": {"parameter": [alternatives]}}</c>, or
    /// <c>{"name", "arguments"}</c> with one value for each.
    /// </summary>
    /// <exception cref="InvalidInputException">A call or a tool has the wrong shape.</exception>
    public static CallsReference Read(JsonCursor reference, StructuredOptions options)
    {
        reference.Object("tools", "calls");
        var tools = new List<ToolDescription>();
        foreach (var item in reference.Required("tools", "a list of functions").Items("a list of functions"))
        {
            if (tools.Count == MaxTools)
                throw item.Expected($"at most {MaxTools} functions");
            tools.Add(ReadTool(item));
        }
        var expected = new List<ExpectedCall>();
        foreach (var item in reference.Required("calls", "a list of calls").Items("a list of calls"))
        {
            if (expected.Count == MaxCalls)
                throw item.Expected($"at most {MaxCalls} calls");
            expected.Add(ReadCall(item, tools));
        }
        return new(expected, options.PartialCredit);
    }

    public Judgement Judge(string text, TextSpan scope)
    {
        var reading = ToolCallReader.Read(text, scope);
        var evidence = new StructuredEvidence("tools") { Found = reading.Span, Calls = reading.Calls.Count };
        if (reading.Fault is not null)
            return Judgement.Incorrect("parse", $"The calls cannot be read: {reading.Fault}", evidence with { Offence = reading.Span?.Start });
        return CallComparison.Compare(_expected, reading.Calls) is not { } mismatch
            ? Judgement.Correct("valid", _expected.Count == 0 ? "No call is expected and none is made." : "The calls are those expected.", evidence)
            : Judgement.Incorrect(
                mismatch.Kind, mismatch.What, evidence with { ExpectedCall = mismatch.Call, Argument = mismatch.Argument }, score: _partial ? Part(reading.Calls) : 0);
    }

    /// <summary>The mean share of the calls, each compared with the best that is left; a call too many counts as a missing one.</summary>
    private double Part(IReadOnlyList<ToolCall> calls)
    {
        if (_expected.Count == 0 || calls.Count == 0)
            return 0;
        var left = calls.ToList();
        var sum = 0.0;
        foreach (var expected in _expected)
        {
            if (left.Count == 0)
                break;
            var best = left.MaxBy(call => CallComparison.Share(expected, call))!;
            sum += CallComparison.Share(expected, best);
            left.Remove(best);
        }
        return Math.Clamp(sum / Math.Max(_expected.Count, calls.Count), 0, 1);
    }

    private static ToolDescription ReadTool(JsonCursor item)
    {
        var function = item.Optional("function") is { IsPresent: true, Kind: JsonValueKind.Object } inner ? inner : item;
        var name = function.Required("name", "the name of the function").String("the name of the function");
        var parameters = function.Optional("parameters");
        var properties = parameters.Optional("properties");
        if (properties.IsPresent && properties.Kind != JsonValueKind.Object)
            throw properties.Expected("an object");
        var required = parameters.Optional("required") is { IsPresent: true } list ? list.Items("a list of names").Select(each => each.String()).ToList() : [];
        return new(name, properties.IsPresent ? (DataObject)ReadValue(properties) : new([]), required);
    }

    private static ExpectedCall ReadCall(JsonCursor item, List<ToolDescription> tools)
    {
        if (ReadValue(item) is not DataObject call)
            throw item.Expected("a call: an object");
        string name;
        DataObject parameters;
        var isExact = false;
        if (call.Find("name") is DataText named && call.Find("arguments") is DataObject exact)
        {
            isExact = true;
            name = named.Value;
            parameters = new([.. exact.Members.Select(member => member with { Value = new DataList([Alternatives(member.Value)]) })]);
        }
        else if (call.Members is [{ Value: DataObject only } member])
        {
            (name, parameters) = (member.Name, only);
        }
        else
        {
            throw item.Expected("{\"function\": {\"parameter\": [alternatives]}} or {\"name\", \"arguments\"}");
        }
        var tool = tools.Count == 1 ? tools[0] : tools.Find(known => known.Name == name);
        if (tool is null)
            throw item.Refused($"the function '{name}' is not among the tools.");
        // With one value for each, all are required: an empty text is a value then, and not the sign of an optional one.
        return isExact ? new(name, parameters, tool with { Required = [.. tool.Required, .. parameters.Members.Select(each => each.Name)] }) : new(name, parameters, tool);
    }

    /// <summary>In BFCL's form the members of a dictionary have alternatives as well.</summary>
    private static DataValue Alternatives(DataValue value) => value switch
    {
        DataObject members => new DataObject([.. members.Members.Select(member => member with { Value = new DataList([member.Value]) })]),
        DataList { Items: [DataObject, ..] } list => new DataList([.. list.Items.Select(Alternatives)]),
        _ => value,
    };

    private static DataValue ReadValue(JsonCursor cursor)
    {
        var reading = JsonText.Read(cursor.Element.GetRawText());
        return reading.Value ?? throw cursor.Refused(reading.Fault!);
    }
}
