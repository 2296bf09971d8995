using System.Buffers.Binary;
using System.Text.Json;
using Verifiers.Sandbox.Agent;
using Verifiers.Sandbox.Confinement;

namespace Verifiers.Sandbox.Launching;

/// <summary>What the warden (<c>warden.py</c>) is told to start: its only input.</summary>
/// <param name="Argv">The program and its arguments; the program by its absolute path.</param>
/// <param name="Files">Data that the program finds on open descriptors.</param>
/// <param name="Ids">Host ids that the sandbox's ids 0 and up stand for; null starts it under our own.</param>
/// <param name="Cgroups">Control groups to make, enter and remove.</param>
/// <param name="StackBytes">The largest stack that a job can be given.</param>
/// <param name="OomScoreAdjust">How much rather than others the sandbox is ended when the host runs out of memory.</param>
/// <param name="Container">Whether the warden is the first process of a container made for this sandbox alone.</param>
internal sealed record WardenPlan(
    IReadOnlyList<string> Argv,
    IReadOnlyList<WardenFile> Files,
    WardenIds? Ids,
    IReadOnlyList<WardenCgroup> Cgroups,
    long StackBytes,
    int OomScoreAdjust,
    bool Container)
{
    /// <summary>A sandbox of bubblewrap with the agent in it.</summary>
    public static WardenPlan ForBubblewrap(SandboxOptions options, byte[] agentFilter, UserIdRange? ids, SlotCgroups? cgroups, bool container)
    {
        var names = EmbeddedFile.Names("agent/").Order(StringComparer.Ordinal).ToArray();
        var files = names
            .Select((name, i) => new WardenFile(BubblewrapArguments.FirstAgentDescriptor + i, EmbeddedFile.Read(name)))
            .Prepend(new WardenFile(BubblewrapArguments.SeccompDescriptor, agentFilter));
        return new WardenPlan(
            BubblewrapArguments.Build(options, ids is not null, [.. names.Select(name => Path.GetFileName(name))], cgroups?.Directories ?? [], container),
            [.. files],
            ids is null ? null : new WardenIds(ids.First, ids.Count),
            cgroups?.Groups ?? [],
            StackBytes: (long)options.MemoryCeilingMiB << 20,
            OomScoreAdjust: 500,
            container);
    }

    /// <summary>The plan as the warden reads it: 4 bytes length (big-endian), JSON.</summary>
    public byte[] ToFrame()
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(this, SandboxJson.Default.WardenPlan);
        var frame = new byte[4 + json.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, json.Length);
        json.CopyTo(frame, 4);
        return frame;
    }
}

/// <summary>Data on a descriptor of the started program.</summary>
internal sealed record WardenFile(int Descriptor, byte[] Data);

/// <summary>A range of host ids.</summary>
internal sealed record WardenIds(long First, int Count);

/// <summary>A control group: <c>agent</c> and <c>job</c> are made below it.</summary>
/// <param name="Path">The group's directory on the host.</param>
/// <param name="Version">1 or 2.</param>
/// <param name="Controllers">Those passed on to the groups below (version 2).</param>
/// <param name="Limits">What to write, by file name below <paramref name="Path"/>.</param>
/// <param name="Delegated">Files below <paramref name="Path"/> that the agent may write.</param>
internal sealed record WardenCgroup(
    string Path,
    int Version,
    IReadOnlyList<string> Controllers,
    IReadOnlyDictionary<string, string> Limits,
    IReadOnlyList<string> Delegated);
