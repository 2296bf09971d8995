using System.CommandLine;

namespace Verifiers.Api.Commands;

/// <summary>The commands of <c>verifiers</c>.</summary>
internal static class CommandLine
{
    public static RootCommand Create() => new("A reward-verification service for reinforcement learning of language models.")
    {
        ServeCommand.Create(),
        ScoreCommand.Create(),
        RescoreCommand.Create(),
        ExplainCommand.Create(),
        DoctorCommand.Create(),
        KeysCommand.Create(),
    };

    /// <summary>Settings without a command mean <c>serve</c>: hosting tools start the program that way.</summary>
    public static string[] WithDefaultCommand(string[] args) =>
        args is [['-', '-', ..] first, ..] && first is not ("--help" or "--version") ? ["serve", .. args] : args;
}
