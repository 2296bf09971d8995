using Verifiers.Structured.Documents;

namespace Verifiers.Structured.Calls;

/// <summary>A call that is expected: for each parameter the values that are right; an empty text among them makes it optional.</summary>
/// <param name="Name">The function.</param>
/// <param name="Parameters">Name and alternatives.</param>
/// <param name="Tool">The description of the function.</param>
internal sealed record ExpectedCall(string Name, DataObject Parameters, ToolDescription Tool);

/// <summary>What a function takes.</summary>
/// <param name="Name">The function.</param>
/// <param name="Properties">Description of each parameter.</param>
/// <param name="Required">Parameters that must be given.</param>
internal sealed record ToolDescription(string Name, DataObject Properties, IReadOnlyList<string> Required);

/// <summary>Where a call differs from what is expected.</summary>
/// <param name="Kind">A stable word, such as <c>wrong_value</c>.</param>
/// <param name="Call">The place of the expected call in the reference; null for a wrong number of calls.</param>
/// <param name="Argument">The argument; null when it is none.</param>
/// <param name="What">A sentence.</param>
internal sealed record CallMismatch(string Kind, int? Call, string? Argument, string What);
