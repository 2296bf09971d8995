using Verifiers.Structured.Documents;

namespace Verifiers.Structured.Calls;

/// <summary>A call that a completion makes.</summary>
/// <param name="Name">The function; dots are part of it.</param>
/// <param name="Arguments">By name.</param>
internal sealed record ToolCall(string Name, DataObject Arguments);

/// <summary>The calls of a completion, or why they cannot be read.</summary>
/// <param name="Calls">In the order of the text; empty when there are none, and when there is a fault.</param>
/// <param name="Fault">What is wrong; null when nothing is.</param>
/// <param name="Span">What was read; null when nothing looks like a call.</param>
internal sealed record ToolCallReading(IReadOnlyList<ToolCall> Calls, string? Fault = null, TextSpan? Span = null);
