using System.CommandLine;
using System.CommandLine.Parsing;
using Spectre.Console;
using Verifiers.Api.Security;

namespace Verifiers.Api.Commands;

/// <summary><c>verifiers keys add|list|revoke</c>: who may ask the service.</summary>
internal static class KeysCommand
{
    private static readonly Option<string> File = new("--file")
    {
        Description = "The file of keys. A running service that was started with it as --Security:KeyFile sees the change within a second or so.",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("Security__KeyFile") ?? "keys.json",
    };

    public static Command Create() => new("keys", "Make, list and revoke the API keys of a file.") { Add(), List(), Revoke() };

    private static Command Add()
    {
        var name = NameArgument("Whose key it is: shown in lists and in the log.");
        var requests = Quota("--requests-per-minute", "Requests that it may send in a minute. Default: any number.");
        var samples = Quota("--samples-per-minute", "Samples that it may send in a minute. Default: any number.");
        var command = new Command("add", "Make a key and print it. It is printed this once: the file holds its hash.") { name, File, requests, samples };
        command.SetAction(parsed => Run(() =>
        {
            var (key, text) = ApiKey.Make(parsed.GetRequiredValue(name), DateTimeOffset.UtcNow);
            key = key with { RequestsPerMinute = parsed.GetValue(requests), SamplesPerMinute = parsed.GetValue(samples) };
            KeyFile.Change(parsed.GetRequiredValue(File), keys => keys.All(other => other.Name != key.Name)
                ? [.. keys, key]
                : throw new KeyFileException($"there is a key '{key.Name}' already: revoke it first, or choose another name."));
            Console.Error.WriteLine($"The key of {key.Name}, shown this once; the file {parsed.GetRequiredValue(File)} holds its hash:");
            Console.WriteLine(text);
        }));
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "List the keys: names, dates, quotas.") { File };
        command.SetAction(parsed => Run(() =>
        {
            var table = new Table { Border = TableBorder.None }.AddColumns("name", "created", "requests/min", "samples/min");
            foreach (var key in KeyFile.Read(parsed.GetRequiredValue(File)))
            {
                table.AddRow(
                    new Text(key.Name), new Text($"{key.Created:yyyy-MM-dd}"), new Text($"{key.RequestsPerMinute}"), new Text($"{key.SamplesPerMinute}"));
            }
            PlainConsole.Create().Write(table);
        }));
        return command;
    }

    private static Command Revoke()
    {
        var name = NameArgument("Whose key is revoked.");
        var command = new Command("revoke", "Take a key out of the file.") { name, File };
        command.SetAction(parsed => Run(() =>
        {
            var (path, wanted) = (parsed.GetRequiredValue(File), parsed.GetRequiredValue(name));
            KeyFile.Change(path, keys => keys.Any(key => key.Name == wanted)
                ? [.. keys.Where(key => key.Name != wanted)]
                : throw new KeyFileException($"{path} has no key '{wanted}'."));
            Console.Error.WriteLine($"The key of {wanted} is revoked.");
        }));
        return command;
    }

    private static Argument<string> NameArgument(string description)
    {
        var name = new Argument<string>("NAME") { Description = description };
        name.Validators.Add(argument =>
        {
            if (argument.Tokens is [{ Value: var value }] && !KeyFile.IsName(value))
                argument.AddError($"NAME: expected 1 to 64 letters, digits, dots, dashes and underscores, found '{value}'.");
        });
        return name;
    }

    private static Option<int?> Quota(string name, string description)
    {
        var quota = new Option<int?>(name) { Description = description };
        quota.Validators.Add(option =>
        {
            if (option.GetValueOrDefault<int?>() < 1)
                option.AddError($"{name}: expected at least 1.");
        });
        return quota;
    }

    private static int Run(Action action)
    {
        try
        {
            action();
            return 0;
        }
        catch (KeyFileException refused)
        {
            Console.Error.WriteLine($"verifiers keys: {refused.Message}");
            return 1;
        }
    }
}
