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
        command.SetAction((parsed, cancellationToken) => RunAsync([.. parsed.UnmatchedTokens], cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string[] settings, CancellationToken cancellationToken)
    {
        try
        {
            await using var app = VerifierService.Build(settings);
            await app.RunAsync(cancellationToken);
            return 0;
        }
        catch (Exception refused) when (UnusableSettings.Explain(refused))
        {
            return UnusableSettings.Write("serve", refused);
        }
    }
}
