using System.CommandLine;

namespace Verifiers.Api.Commands;

/// <summary><c>verifiers serve</c>: the service, until it is told to stop.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var command = new Command(
            "serve",
            $"Start the service (default: {VerifierService.DefaultUrl}). Settings follow as --Section:Name value; --urls sets the address.")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var app = VerifierService.Build([.. parsed.UnmatchedTokens]);
            await app.RunAsync(cancellationToken);
            return 0;
        });
        return command;
    }
}
