using System.Text.Json.Serialization;
using Verifiers.Sandbox.Launching;

namespace Verifiers.Sandbox.Agent;

/// <summary>The first frame to an agent: what the sandbox around it offers.</summary>
/// <param name="JobFilter">The BPF program that each job installs upon itself.</param>
/// <param name="Namespaces">Whether each invocation is to get namespaces of its own.</param>
/// <param name="FirstJobUid">The first of the user ids that the agent may give to jobs.</param>
/// <param name="JobUids">How many user ids the agent may give to jobs, where it may at all.</param>
/// <param name="Cgroups">By controller (<c>memory</c>, <c>pids</c>, <c>cpu</c>): the group that jobs live in.</param>
/// <param name="Observed">Where the control groups of the whole sandbox can be read, inside it, when none can be written; or null.</param>
internal sealed record AgentConfiguration(
    byte[] JobFilter, bool Namespaces, long FirstJobUid, int JobUids, IReadOnlyDictionary<string, AgentCgroup> Cgroups, string? Observed = null)
{
    /// <summary>Where a sandbox's ids are its own: above those that a distribution gives away.</summary>
    public const int OrdinaryJobUid = 1000;
}

/// <summary>A control group's directory inside the sandbox.</summary>
internal sealed record AgentCgroup(string Directory, int Version);

/// <summary>The agent's answer to its configuration: what it found.</summary>
/// <param name="Python">Version of the interpreter.</param>
/// <param name="Isolated">Each invocation gets pid, IPC and mount namespaces.</param>
/// <param name="IsolationProblem">Why not, otherwise.</param>
/// <param name="Cgroups">Controllers in force.</param>
/// <param name="Numpy">Whether the distribution's numpy is there.</param>
internal sealed record AgentFeatures(string Python, bool Isolated, string? IsolationProblem, IReadOnlyList<string> Cgroups, bool Numpy);

/// <summary>The agent will not serve.</summary>
internal sealed record AgentRefusal(string Reason);

/// <summary>One program and its invocations.</summary>
/// <param name="Source">The program's text.</param>
/// <param name="Limits">Bounds for each invocation.</param>
/// <param name="Invocations">In order.</param>
/// <param name="Command">How it is compiled or run; null for Python, which is forked from the zygote.</param>
/// <param name="Profile">What is loaded already in the zygote that it is forked from; see <see cref="ImportProfile"/>.</param>
internal sealed record AgentJob(
    string Source, AgentLimits Limits, IReadOnlyList<AgentInvocation> Invocations, AgentCommand? Command = null, string Profile = ImportProfile.Plain);

/// <summary>A command line about one file: a compiler, or the program itself. Every invocation of the job is one process of it.</summary>
/// <param name="Needs">Paths that must exist in the sandbox; else the job's only result says which is missing.</param>
/// <param name="File">Name of the file below <c>/tmp</c>.</param>
/// <param name="Data">The file's content; null when it is the job's source.</param>
/// <param name="Command">Program and arguments.</param>
/// <param name="Environment">All of its variables.</param>
/// <param name="Files">Small files beside it, by name.</param>
/// <param name="Native">The file itself is what the kernel runs; it is read-only and has no name in the sandbox.</param>
/// <param name="BoundAddresses">Where memory is not counted by a control group, its address space is bounded as well.</param>
/// <param name="Compiles">A compiler: a status other than 0 is reported as such.</param>
/// <param name="Compiled">What it leaves behind, to be reported; null when it only checks.</param>
internal sealed record AgentCommand(
    IReadOnlyList<string> Needs, string File, byte[]? Data, IReadOnlyList<string> Command, IReadOnlyDictionary<string, string> Environment,
    IReadOnlyDictionary<string, string> Files, bool Native, bool BoundAddresses, bool Compiles, string? Compiled);

/// <summary>Bounds: times in µs, sizes in bytes; the report's is the output's unless it has its own.</summary>
internal sealed record AgentLimits(long CpuUs, long WallUs, long Memory, long Output, long Disk, int Processes, long? Report = null);

/// <summary>Either <paramref name="Stdin"/>, or <paramref name="Function"/> with its arguments as JSON text, or something else that is asked.</summary>
/// <param name="Stdin">What stands on standard input.</param>
/// <param name="Function">The function that is called.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Asked">JSON text for the job's process: <see cref="AskedOfProgram"/>.</param>
/// <param name="Judge">JSON text for a second interpreter: <see cref="AskedOfJudge"/>.</param>
/// <param name="Layout">Files that are laid out before, and fetched after.</param>
internal sealed record AgentInvocation(string? Stdin, string? Function, string? Arguments, string? Asked = null, string? Judge = null, AgentLayout? Layout = null);

/// <summary>What a Python program is asked beside being run.</summary>
/// <param name="Before">Text before the program.</param>
/// <param name="Setup">Text before the expression.</param>
/// <param name="Expression">To be evaluated; null when the program serves a judge.</param>
/// <param name="Entry">A global that the expression may call <c>candidate</c>.</param>
internal sealed record AskedOfProgram(string Before, string Setup, string? Expression, string? Entry);

/// <summary>What a judge is asked.</summary>
/// <param name="Setup">Text before the test.</param>
/// <param name="Test">The test.</param>
/// <param name="Entries">Globals that are the program's even where they are builtins.</param>
/// <param name="Prelude">Whether the set-up stands before the program.</param>
internal sealed record AskedOfJudge(string Setup, string Test, IReadOnlyList<string> Entries, bool Prelude);

/// <summary>A judge's report.</summary>
internal sealed record JudgeVerdict(bool Passed, string Reason, string Message);

/// <summary>The facts about one invocation; its outcome is decided on this side, by <see cref="OutcomeRules"/>.</summary>
/// <param name="Index">Which invocation of the job.</param>
/// <param name="Exit">Exit status; 0 when ended by a signal.</param>
/// <param name="Signal">The signal that ended it, or 0.</param>
/// <param name="CpuUs">CPU time of the whole tree, in µs.</param>
/// <param name="WallUs">Wall-clock time, in µs.</param>
/// <param name="PeakKib">Peak memory of its largest process, in KiB.</param>
/// <param name="StarvedUs">When the backstop ended it: how long one of its threads was ready to run and had no CPU, in µs.</param>
/// <param name="Killed">Why the agent ended it: <c>cpu</c>, <c>wall</c>, <c>memory</c>, <c>output</c>, or null.</param>
/// <param name="Fault">Why it could not be run: ours.</param>
/// <param name="Oom">The kernel ended a process of it for want of memory.</param>
/// <param name="RefusedProcesses">It was refused a process.</param>
/// <param name="Stdout">Bytes of standard output that follow.</param>
/// <param name="Stderr">Bytes of standard error that follow.</param>
/// <param name="Report">Bytes of the job's own report that follow.</param>
/// <param name="Missing">The path for want of which it could not be run.</param>
/// <param name="Judgement">Bytes of the judge's report that follow.</param>
/// <param name="Crowded">Where <paramref name="Oom"/>: its own control group was within its bound; memory was short around it.</param>
internal sealed record AgentFacts(
    int Index, int Exit, int Signal, long CpuUs, long WallUs, long PeakKib, long StarvedUs, string? Killed, string? Fault, bool Oom,
    bool RefusedProcesses, int Stdout, int Stderr, int Report, string? Missing = null, bool Crowded = false, int Judgement = 0);

/// <summary>The end of a job.</summary>
/// <param name="Clean">Nothing of it is left; otherwise the sandbox must be replaced.</param>
internal sealed record AgentDone(bool Clean);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.Never)]
[JsonSerializable(typeof(WardenPlan))]
[JsonSerializable(typeof(AgentConfiguration))]
[JsonSerializable(typeof(AgentFeatures))]
[JsonSerializable(typeof(AgentRefusal))]
[JsonSerializable(typeof(AgentJob))]
[JsonSerializable(typeof(AgentFacts))]
[JsonSerializable(typeof(AskedOfProgram))]
[JsonSerializable(typeof(AskedOfJudge))]
[JsonSerializable(typeof(JudgeVerdict))]
[JsonSerializable(typeof(AgentDone))]
[JsonSerializable(typeof(AgentFetched))]
internal sealed partial class SandboxJson : JsonSerializerContext;
