using System.Globalization;

namespace Verifiers.Policy.Rewards;

/// <summary>The reward service cannot be had at the moment; nothing is lost, it is asked again.</summary>
/// <param name="Since">When a request first failed.</param>
/// <param name="Lasting">Time since then.</param>
/// <param name="Problem">What the last try met.</param>
/// <param name="IsOver">Whether the service has answered again.</param>
public sealed record ServiceOutage(DateTimeOffset Since, TimeSpan Lasting, string Problem, bool IsOver)
{
    /// <summary>A line for people.</summary>
    public override string ToString() => IsOver
        ? string.Create(CultureInfo.InvariantCulture, $"the reward service answers again after {Lasting.TotalSeconds:0.0} s")
        : string.Create(CultureInfo.InvariantCulture, $"waiting for the reward service since {Since:HH:mm:ss} UTC ({Lasting.TotalSeconds:0} s): {Problem}");
}
