using Verifiers.Sandbox.Languages;

namespace Verifiers.Sandbox.Launching;

/// <summary>Starts sandboxes with an agent in them. All launchers speak the same protocol with the same agent.</summary>
internal interface ILauncher
{
    /// <summary>As options and reports call it, such as <c>bubblewrap</c>.</summary>
    string Name { get; }

    /// <summary>What this host lacks, as a sentence that says what to install; null when nothing is missing at first sight.</summary>
    string? FindMissing();

    /// <summary>What to do about a sandbox that did not start, judging by what it printed; null when that says nothing known.</summary>
    string? Advise(string diagnostics);

    /// <summary>How to give its sandboxes a language that they lack, as a phrase.</summary>
    string HowToAdd(Language language);

    /// <summary>Starts a sandbox. Its agent waits for its configuration.</summary>
    /// <param name="slot">Number of the slot; sandboxes of different slots get different user ids.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="SandboxException">It cannot be started; the sentence says what to do.</exception>
    Task<LaunchedSandbox> StartAsync(int slot, CancellationToken cancellationToken);
}
