using System.Text;
using System.Text.Json;
using Verifiers.Api.Scoring;
using Verifiers.Code;

namespace Verifiers.Api.Compat.Piston;

/// <summary>The body of <c>POST /api/v2/execute</c>. Fields that are not known here are passed over.</summary>
/// <param name="Program">What to run: the first file in UTF-8, the others beside it.</param>
/// <param name="Version">A selector of versions.</param>
/// <param name="CompileTime">CPU time of the compiler.</param>
internal sealed record ExecuteRequest(ForeignProgram Program, string Version, TimeSpan CompileTime)
{
    private const int RunMilliseconds = 3_000;
    private const int CompileMilliseconds = 10_000;
    private const int LeastMemoryMiB = 16;
    private const int MostArguments = 256;

    /// <exception cref="InvalidInputException">A field is missing, of the wrong type or out of bounds.</exception>
    public static ExecuteRequest Read(JsonCursor json, ServiceLimits limits, ForeignPrograms programs)
    {
        if (json.Kind != JsonValueKind.Object)
            throw json.Expected("an object");
        var language = json.Required("language", "a string");
        var version = json.Required("version", "a string").String();
        var name = CodeLanguages.Find(language.String()) ?? throw language.Refused($"{language.String()}-{version} runtime is unknown");
        var files = json.Required("files", "a list of files");
        var (source, others) = ReadFiles(files, limits);
        var compileTime = Time(json, "compile_timeout", "compile_cpu_time", CompileMilliseconds, programs.Ceiling);
        var runTime = Time(json, "run_timeout", "run_cpu_time", RunMilliseconds, programs.Ceiling);
        var program = new ProgramRun
        {
            Language = name,
            Source = source,
            Files = others,
            Arguments = ReadArguments(json.Optional("args")),
            Input = json.Optional("stdin").StringOr("")!,
            Limits = programs.Limits(runTime, compileTime, Memory(json.Optional("run_memory_limit"), programs.Ceiling)),
        };
        return new(new(program, language, files), version, compileTime);
    }

    /// <summary>The smaller of the two times counts, as CPU time; in milliseconds. 0 stands for the default.</summary>
    private static TimeSpan Time(JsonCursor json, string wall, string cpu, int standard, RunLimits ceiling)
    {
        var most = ceiling.CpuTime.TotalMilliseconds;
        double Read(string field) => json.Optional(field).NumberOr(0, 0, most) is > 0 and var asked ? Math.Max(asked, 10) : Math.Min(standard, most);
        return TimeSpan.FromMilliseconds(Math.Min(Read(wall), json.Optional(cpu).IsPresent ? Read(cpu) : most));
    }

    /// <summary>Bytes; below 1 (Piston's default is -1) there is no limit but the operator's.</summary>
    private static int? Memory(JsonCursor memory, RunLimits ceiling)
    {
        var asked = memory.NumberOr(-1, double.MinValue, (double)ceiling.MemoryMiB * (1 << 20));
        return asked < 1 ? null : Math.Max(LeastMemoryMiB, (int)Math.Ceiling(asked / (1 << 20)));
    }

    private static List<string> ReadArguments(JsonCursor arguments)
    {
        if (!arguments.IsPresent)
            return [];
        var read = arguments.Items("a list of strings").Select(argument => argument.String()).ToList();
        return read.Count <= MostArguments && !read.Exists(argument => argument.Contains('\0', StringComparison.Ordinal))
            ? read
            : throw arguments.Expected($"at most {MostArguments} arguments without zero bytes");
    }

    /// <summary>The program is the first file that is text; the name that it is sent under does not matter.</summary>
    private static (string Source, List<ProgramFile> Others) ReadFiles(JsonCursor files, ServiceLimits limits)
    {
        string? source = null;
        var others = new List<ProgramFile>();
        foreach (var file in files.Items("a list of files"))
        {
            if (file.Kind != JsonValueKind.Object)
                throw file.Expected("an object with content");
            var content = file.Required("content", "the text of the file");
            var encoding = file.Optional("encoding").IsPresent ? file.Optional("encoding").OneOf("utf8", "base64", "hex") : "utf8";
            if (source is null && encoding == "utf8")
            {
                source = content.String();
                if (source.Length > limits.MaxCompletionLength)
                    throw content.Refused(limits.CompletionTooLong);
            }
            else
            {
                var name = file.Optional("name").StringOr($"file{others.Count + 1}.code")!;
                if (ProgramFiles.FindPathFault(name) is { } fault)
                    throw file.Refused($"{fault}; names are relative to where the program begins.");
                others.Add(new ProgramFile(name, Decode(content, encoding)));
            }
        }
        return (source ?? throw files.Refused("files must include at least one utf8 encoded file."), others);
    }

    private static byte[] Decode(JsonCursor content, string encoding)
    {
        var text = content.String();
        try
        {
            return encoding switch
            {
                "base64" => Convert.FromBase64String(text),
                "hex" => Convert.FromHexString(text),
                _ => Encoding.UTF8.GetBytes(text),
            };
        }
        catch (FormatException)
        {
            throw content.Expected(encoding);
        }
    }
}
