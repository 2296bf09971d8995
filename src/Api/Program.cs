using System.CommandLine;
using Verifiers.Api.Commands;

var command = CommandLine.Create().Parse(CommandLine.WithDefaultCommand(args));
// serve: its host answers the signals to stop, and lets requests in flight end, which takes longer than the parser would wait. A run of
// rescore ends in good order and says how it goes on.
var invocation = new InvocationConfiguration
{
    ProcessTerminationTimeout = command.CommandResult.Command.Name == RescoreCommand.Name ? TimeSpan.FromSeconds(30) : null,
};
var status = await command.InvokeAsync(invocation);
return command.Errors.Count > 0 && command.CommandResult.Command.Name == ExplainCommand.Name ? ExplainCommand.Misuse : status;

/// <summary>The executable <c>verifiers</c>.</summary>
public partial class Program;
