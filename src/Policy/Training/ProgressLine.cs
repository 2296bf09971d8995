namespace Verifiers.Policy.Training;

/// <summary>
/// Progress on a terminal: lines that stay, and below them one line that every step writes anew. Elsewhere only the lines that stay, so that
/// a log holds no control characters.
/// </summary>
internal sealed class ProgressLine : IDisposable
{
    private const string EraseLine = "\r\u001b[2K";

    /// <summary>For a terminal that does not tell its width.</summary>
    private const int UsualColumns = 80;

    private readonly Action<string> _log;
    private readonly TextWriter? _terminal;
    private readonly Func<int> _width;
    private string _shown = "";

    /// <param name="log">Takes the lines that stay.</param>
    /// <param name="terminal">Where the changing line stands; null: there is none.</param>
    /// <param name="width">Columns of the terminal; a line that broke could not be erased.</param>
    public ProgressLine(Action<string> log, TextWriter? terminal, Func<int> width) => (_log, _terminal, _width) = (log, terminal, width);

    /// <summary>On the console, with a changing line if it is a terminal.</summary>
    public static ProgressLine OnConsole(Action<string> log) =>
        new(log, Console.IsOutputRedirected || Environment.GetEnvironmentVariable("TERM") is null or "" or "dumb" ? null : Console.Out, () => Console.WindowWidth);

    /// <summary>Writes a line that stays.</summary>
    public void Write(string line)
    {
        if (_terminal is null)
        {
            _log(line);
            return;
        }
        _terminal.Write(EraseLine);
        _log(line);
        _terminal.Write(_shown);
    }

    /// <summary>Changes the line below.</summary>
    public void Show(string line)
    {
        if (_terminal is null) return;
        var width = (_width() is var columns and > 1 ? columns : UsualColumns) - 1;
        _shown = line.Length > width ? line[..width] : line;
        _terminal.Write(EraseLine + _shown);
    }

    public void Dispose() => _terminal?.Write(EraseLine);
}
