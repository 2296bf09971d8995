using Verifiers.Api.Commands;

return await CommandLine.Create().Parse(CommandLine.WithDefaultCommand(args)).InvokeAsync();

/// <summary>The executable <c>verifiers</c>.</summary>
public partial class Program;
