using System.CommandLine;
using Verifiers.Api.Commands;

// The host answers the signals to stop: it lets requests in flight end, which takes longer than the parser would wait.
var invocation = new InvocationConfiguration { ProcessTerminationTimeout = null };
var command = CommandLine.Create().Parse(CommandLine.WithDefaultCommand(args));
var status = await command.InvokeAsync(invocation);
return command.Errors.Count > 0 && command.CommandResult.Command.Name == ExplainCommand.Name ? ExplainCommand.Misuse : status;

/// <summary>The executable <c>verifiers</c>.</summary>
public partial class Program;
