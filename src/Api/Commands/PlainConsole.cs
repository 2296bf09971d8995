using Spectre.Console;

namespace Verifiers.Api.Commands;

/// <summary>The console: colours and its own width on a terminal, plain text of a fixed width in a file or a log.</summary>
internal static class PlainConsole
{
    private const int LogWidth = 160;

    public static IAnsiConsole Create()
    {
        if (!Console.IsOutputRedirected)
            return AnsiConsole.Console;
        var console = AnsiConsole.Create(new() { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors });
        console.Profile.Width = LogWidth;
        return console;
    }
}
