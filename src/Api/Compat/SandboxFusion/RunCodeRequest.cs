using System.Text.Json;
using Verifiers.Api.Scoring;
using Verifiers.Code;

namespace Verifiers.Api.Compat.SandboxFusion;

/// <summary>The body of <c>POST /run_code</c>. Fields that are not known here are passed over: clients send some of their own.</summary>
/// <param name="Program">What to run.</param>
/// <param name="CompileTimeout">CPU time of the compiler.</param>
/// <param name="RunTimeout">CPU time of the program.</param>
internal sealed record RunCodeRequest(ForeignProgram Program, TimeSpan CompileTimeout, TimeSpan RunTimeout)
{
    private const double DefaultSeconds = 10;
    private const int LeastMemory = 16;

    /// <exception cref="InvalidInputException">A field is missing, of the wrong type or out of bounds.</exception>
    public static RunCodeRequest Read(JsonCursor json, ServiceLimits limits, ForeignPrograms programs)
    {
        if (json.Kind != JsonValueKind.Object)
            throw json.Expected("an object");
        var language = json.Required("language", "the name of a language");
        var compileTimeout = Seconds(json.Optional("compile_timeout"), programs.Ceiling);
        var runTimeout = Seconds(json.Optional("run_timeout"), programs.Ceiling);
        var files = json.Optional("files");
        var program = new ProgramRun
        {
            Language = Languages.Read(language),
            Source = Text(json.Required("code", "the program"), limits),
            Input = json.Optional("stdin").StringOr("")!,
            Files = files.IsPresent ? [.. ReadFiles(files)] : [],
            Fetch = json.Optional("fetch_files") is { IsPresent: true } fetch ? [.. fetch.Items("a list of paths").Select(ReadPath)] : [],
            Limits = programs.Limits(runTimeout, compileTimeout, Memory(json.Optional("memory_limit_MB"), programs.Ceiling)),
            FetchBytes = Math.Min(8 << 20, programs.Ceiling.OutputBytes),
        };
        return new(new(program, language, files), compileTimeout, runTimeout);
    }

    /// <summary>A program within the bounds of a completion.</summary>
    internal static string Text(JsonCursor text, ServiceLimits limits)
    {
        var value = text.String();
        return value.Length <= limits.MaxCompletionLength ? value : throw text.Refused(limits.CompletionTooLong);
    }

    internal static TimeSpan Seconds(JsonCursor seconds, RunLimits ceiling) =>
        TimeSpan.FromSeconds(seconds.NumberOr(Math.Min(DefaultSeconds, ceiling.CpuTime.TotalSeconds), 0.01, ceiling.CpuTime.TotalSeconds));

    /// <summary>Below 1 (SandboxFusion's default is -1) there is no limit but the operator's.</summary>
    private static int? Memory(JsonCursor memory, RunLimits ceiling)
    {
        var asked = memory.IntegerOr(-1, int.MinValue, ceiling.MemoryMiB);
        return asked < 1 ? null : asked >= LeastMemory ? asked : throw memory.Expected($"at least {LeastMemory} MiB, or -1 for no limit of its own");
    }

    /// <summary>A file without content is not laid out, as SandboxFusion has it.</summary>
    private static IEnumerable<ProgramFile> ReadFiles(JsonCursor files)
    {
        foreach (var (path, content) in files.Fields())
        {
            if (content.Kind == JsonValueKind.Null)
                continue;
            if (ProgramFiles.FindPathFault(path) is { } fault)
                throw content.Refused($"{fault}; paths are relative to where the program begins.");
            if (content.Kind != JsonValueKind.String || !content.Element.TryGetBytesFromBase64(out var bytes))
                throw content.Expected("base64");
            yield return new ProgramFile(path, bytes);
        }
    }

    private static string ReadPath(JsonCursor path)
    {
        var text = path.String("a path");
        return text.Contains('*', StringComparison.Ordinal) ? throw path.Refused("expected a path without stars.")
            : ProgramFiles.FindPathFault(text) is { } fault ? throw path.Refused($"{fault}; paths are relative to where the program begins.")
            : text;
    }
}
