using System.CommandLine;
using Verifiers.Api.Commands;

// The host answers the signals to stop: it lets requests in flight end, which takes longer than the parser would wait.
var invocation = new InvocationConfiguration { ProcessTerminationTimeout = null };
return await CommandLine.Create().Parse(CommandLine.WithDefaultCommand(args)).InvokeAsync(invocation);

/// <summary>The executable <c>verifiers</c>.</summary>
public partial class Program;
