using System.Text.Json;
using System.Threading.Channels;
using Verifiers.Combining;

namespace Verifiers.Api.Review;

/// <summary>
/// Disagreements as lines of JSON in a file of bounded size. A verdict leaves the service only when its line is on the disk, so a
/// crash loses no line of a verdict that anyone has seen; one writer puts the lines that came together on the disk together.
/// A disk that does not answer holds a verdict up for a bounded time, and the verdict then says that its line is missing.
/// </summary>
/// <remarks>The file is opened anew for each write, so that people can move it away at any time to read it.</remarks>
internal sealed partial class ReviewFile : IReviewQueue, IAsyncDisposable
{
    private const int MostWaiting = 1024;

    private readonly ReviewSettings _settings;
    private readonly TimeProvider _clock;
    private readonly ILogger<ReviewFile> _logger;
    private readonly Channel<Line> _lines = Channel.CreateBounded<Line>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private readonly Task _writing;

    public ReviewFile(ReviewSettings settings, TimeProvider clock, ILogger<ReviewFile> logger)
    {
        (_settings, _clock, _logger) = (settings, clock, logger);
        _writing = settings.File.Length == 0 ? Task.CompletedTask : Task.Run(WriteAllAsync);
    }

    public async ValueTask<bool?> RecordAsync(Disagreement disagreement, CancellationToken cancellationToken)
    {
        if (_settings.File.Length == 0)
            return null;
        var line = new Line(Serialize(disagreement));
        if (!_lines.Writer.TryWrite(line))
            return false;
        try
        {
            return await line.Written.Task.WaitAsync(_settings.MaxWait, _clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            return false; // it may still be written; better one line too many than a verdict that waits
        }
    }

    /// <summary>Writes what still waits.</summary>
    public async ValueTask DisposeAsync()
    {
        _lines.Writer.TryComplete();
        await _writing;
    }

    private byte[] Serialize(Disagreement disagreement)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(
            new ReviewLine(
                _clock.GetUtcNow(), Cut(disagreement.Prompt), Cut(disagreement.Completion)!, Cut(disagreement.Reference), disagreement.Opinions),
            WireJson.Options);
        return [.. json, (byte)'\n'];
    }

    private string? Cut(string? text) => text is null || text.Length <= _settings.MaxCharacters
        ? text
        : text[..(char.IsHighSurrogate(text[_settings.MaxCharacters - 1]) ? _settings.MaxCharacters - 1 : _settings.MaxCharacters)] + "…";

    private async Task WriteAllAsync()
    {
        var together = new List<Line>();
        while (await _lines.Reader.WaitToReadAsync())
        {
            together.Clear();
            while (together.Count < MostWaiting && _lines.Reader.TryRead(out var line))
                together.Add(line);
            var written = 0;
            try
            {
                written = Append(together);
                if (written < together.Count)
                    LogFull(_settings.File, _settings.MaxMiB);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or NotSupportedException)
            {
                LogUnwritable(_settings.File, fault);
            }
            for (var i = 0; i < together.Count; i++)
                together[i].Written.TrySetResult(i < written);
        }
    }

    /// <summary>Appends as many of the lines as there is room for, and waits until they are on the disk.</summary>
    private int Append(List<Line> lines)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite; // completions are the operator's alone
        using var file = new FileStream(_settings.File, options);
        using var block = new MemoryStream();
        if (EndsWithinLine(file))
            block.WriteByte((byte)'\n'); // a crash tore the last line: what follows is whole again
        var count = 0;
        while (count < lines.Count && file.Length + block.Length + lines[count].Json.Length <= (long)_settings.MaxMiB << 20)
            block.Write(lines[count++].Json);
        if (count == 0)
            return 0;
        file.Seek(0, SeekOrigin.End);
        file.Write(block.GetBuffer().AsSpan(0, (int)block.Length));
        file.Flush(flushToDisk: true);
        return count;
    }

    private static bool EndsWithinLine(FileStream file)
    {
        if (file.Length == 0)
            return false;
        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte() != '\n';
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "The file of disagreements {File} has reached {MaxMiB} MiB and takes no more; move it away")]
    private partial void LogFull(string file, int maxMiB);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "The file of disagreements {File} cannot be written")]
    private partial void LogUnwritable(string file, Exception fault);

    private sealed record Line(byte[] Json)
    {
        public TaskCompletionSource<bool?> Written { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>One line of the file.</summary>
/// <param name="At">When, in UTC.</param>
/// <param name="Prompt">What was asked, cut.</param>
/// <param name="Completion">What the policy wrote, cut.</param>
/// <param name="Reference">What was compared with, as JSON in a string, cut.</param>
/// <param name="Opinions">What each verifier said.</param>
internal sealed record ReviewLine(DateTimeOffset At, string? Prompt, string Completion, string? Reference, IReadOnlyList<Opinion> Opinions);
