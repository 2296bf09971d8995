using System.CommandLine.Parsing;

namespace Verifiers.Api.Commands;

/// <summary>Reads the option <c>--url</c> of commands that can ask a running service.</summary>
internal static class ServiceAddress
{
    public static Uri? Read(ArgumentResult argument)
    {
        if (Uri.TryCreate(argument.Tokens[0].Value, UriKind.Absolute, out var address) && address.Scheme is ("http" or "https"))
            return address;
        argument.AddError($"--url: expected an address such as {VerifierService.DefaultUrl}, found '{argument.Tokens[0].Value}'.");
        return null;
    }
}
