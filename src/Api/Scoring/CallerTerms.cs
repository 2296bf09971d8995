using System.Globalization;
using Verifiers.Api.Security;

namespace Verifiers.Api.Scoring;

/// <summary>What a request's headers say: for which training run it asks, how long it will wait, and with which key.</summary>
/// <param name="Run">From <c>X-Run-Id</c>; empty when absent. Runs share the lanes.</param>
/// <param name="Timeout">From <c>X-Request-Timeout</c>; null when absent.</param>
/// <param name="Arrived">A timestamp of the clock.</param>
/// <param name="Key">The API key it came with; null when none is needed.</param>
/// <param name="IsCounted">Whether it was counted by its key's quota of requests; otherwise it must be before anything is done for it.</param>
/// <param name="Waits">Whether it waits for room where others are sent away.</param>
internal sealed record CallerTerms(string Run, TimeSpan? Timeout, long Arrived, KeyInUse? Key = null, bool IsCounted = true, bool Waits = false)
{
    /// <summary>Names the training run.</summary>
    public const string RunHeader = "X-Run-Id";

    /// <summary>Seconds that the caller will wait, as a number.</summary>
    public const string TimeoutHeader = "X-Request-Timeout";

    private const int MaxRunLength = 128;

    /// <summary>Of the command line: no headers.</summary>
    public static CallerTerms None { get; } = new("", null, 0);

    /// <summary>Whose share of a lane is taken: one caller cannot take another's by naming its run.</summary>
    public string Share => Key is null ? Run : $"{Key.Name} {Run}";

    /// <exception cref="InvalidInputException">A header is none; the path is its name.</exception>
    public static CallerTerms Read(IHeaderDictionary headers, ServiceLimits limits, TimeProvider clock) =>
        new(ReadRun(headers), ReadTimeout(headers, limits), clock.GetTimestamp());

    /// <summary>How long its work may still take: the smaller of what the header says and what else was asked, less what has passed since it came.</summary>
    public TimeSpan? TimeLeft(TimeSpan? asked, TimeProvider clock)
    {
        if ((asked < Timeout ? asked : Timeout ?? asked) is not { } deadline)
            return null;
        var left = deadline - (Arrived == 0 ? TimeSpan.Zero : clock.GetElapsedTime(Arrived));
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private static string ReadRun(IHeaderDictionary headers) => headers[RunHeader] switch
    {
        [] => "",
        [{ Length: >= 1 and <= MaxRunLength } run] when run.All(letter => letter is >= ' ' and <= '~') => run,
        _ => throw new InvalidInputException(RunHeader, $"expected one value of 1 to {MaxRunLength} printable ASCII characters."),
    };

    private static TimeSpan? ReadTimeout(IHeaderDictionary headers, ServiceLimits limits)
    {
        var values = headers[TimeoutHeader];
        if (values.Count == 0)
            return null;
        var most = limits.MaxDeadline.TotalSeconds;
        return values is [{ } text] && double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            && seconds >= 0.001 && seconds <= most
            ? TimeSpan.FromSeconds(seconds)
            : throw new InvalidInputException(
                TimeoutHeader, string.Create(CultureInfo.InvariantCulture, $"expected a number of seconds from 0.001 to {most}, such as 30 or 2.5."));
    }
}

/// <summary>Who asks, wherever in the service it is asked.</summary>
internal sealed class Callers(IHttpContextAccessor http)
{
    /// <summary>The terms of the request that is being answered; none on the command line.</summary>
    public CallerTerms Current => http.HttpContext?.Features.Get<CallerTerms>() ?? CallerTerms.None;
}
