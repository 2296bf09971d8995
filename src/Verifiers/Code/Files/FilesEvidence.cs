namespace Verifiers.Code.Files;

/// <summary>What the mode <c>files</c> found.</summary>
public sealed record FilesEvidence : Evidence
{
    /// <summary>Whole files, patches and edits in the completion.</summary>
    public int EditCount { get; init; }

    /// <summary>Files that the answer made, changed or deleted; at most 50.</summary>
    public IReadOnlyList<string> ChangedFiles { get; init; } = [];

    /// <summary>Hunks that stood elsewhere than their line numbers say.</summary>
    public int MovedHunks { get; init; }

    /// <summary>Hunks that fitted only without a part of their context.</summary>
    public int FuzzyHunks { get; init; }

    /// <summary>Files for the test runner that the answer changed, and that were put back or taken away; at most 50.</summary>
    public IReadOnlyList<string> RestoredFiles { get; init; } = [];

    /// <summary>Test files that the answer changed, and that were laid over; at most 50.</summary>
    public IReadOnlyList<string> OverlaidFiles { get; init; } = [];

    /// <summary>Where a block begins that the end of the completion cuts off.</summary>
    public int? CutOffAt { get; init; }

    /// <summary>The tests run beside the answer's code, which could therefore have forged the report. Always so in this mode.</summary>
    public bool WeakIsolation => true;

    /// <summary>Tests that the reference expects to pass.</summary>
    public int TestCount { get; init; }

    /// <summary>Those of them that passed.</summary>
    public int PassedCount { get; init; }

    /// <summary>The first 20 that did not, with <c>failed</c>, <c>skipped</c> or <c>missing</c>.</summary>
    public IReadOnlyList<FailedTest> FailedTests { get; init; } = [];

    /// <summary>Tests in the report.</summary>
    public int? ReportedCount { get; init; }

    /// <summary>Exit status of the command.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The signal that ended the command, or 0.</summary>
    public int? Signal { get; init; }

    /// <summary>The last 2,000 characters that the command wrote on standard error, or on standard output when there are none.</summary>
    public string? Output { get; init; }

    /// <summary>CPU time of the command.</summary>
    public double CpuMilliseconds { get; init; }

    /// <summary>Wall-clock time of the command.</summary>
    public double WallMilliseconds { get; init; }

    /// <summary>The largest peak memory of a process.</summary>
    public long PeakMemoryKib { get; init; }
}

/// <summary>A test that did not pass.</summary>
/// <param name="Id">Its name in the reference.</param>
/// <param name="Reason"><c>failed</c>, <c>skipped</c> or <c>missing</c>.</param>
public sealed record FailedTest(string Id, string Reason);
