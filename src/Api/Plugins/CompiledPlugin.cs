using System.Globalization;
using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using System.Text.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Scripting;
using Verifiers.Api.Scripting;
using Verifiers.Code;

namespace Verifiers.Api.Plugins;

/// <summary>
/// A script, compiled into a context of its own that the garbage collector takes back once nothing of the plug-in is in use any more.
/// </summary>
internal sealed class CompiledPlugin
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly Lazy<ScriptOptions> Options = new(() => ScriptOptions.Default
        .WithReferences(ScriptReferences.Closure(
            typeof(IVerifier).Assembly, typeof(PluginContext).Assembly, typeof(Enumerable).Assembly, typeof(System.Text.RegularExpressions.Regex).Assembly,
            typeof(System.Numerics.BigInteger).Assembly, typeof(JsonElement).Assembly, typeof(Microsoft.Data.Sqlite.SqliteConnection).Assembly))
        .WithImports(
            "System", "System.Collections.Generic", "System.Globalization", "System.Linq", "System.Numerics", "System.Text", "System.Text.Json",
            "System.Text.RegularExpressions", "System.Threading", "System.Threading.Tasks", "Verifiers", "Verifiers.Code", "Verifiers.Extraction")
        .WithEmitDebugInformation(true));

    private readonly AssemblyLoadContext _context;

    private CompiledPlugin(AssemblyLoadContext context, IVerifier verifier)
    {
        _context = context;
        Verifier = verifier;
    }

    /// <summary>What the script returned.</summary>
    public IVerifier Verifier { get; }

    /// <param name="file">Path, for messages.</param>
    /// <param name="text">The script.</param>
    /// <param name="name">The verifier's name.</param>
    /// <param name="version">Another for every other text.</param>
    /// <param name="runner">What it may run programs with.</param>
    /// <exception cref="PluginException">It does not compile, throws, or returns no verifier.</exception>
    public static CompiledPlugin Compile(string file, string text, string name, int version, ICodeRunner runner)
    {
        var options = Options.Value.WithFilePath(file).WithFileEncoding(Encoding.UTF8)
            .WithSourceResolver(ScriptSourceResolver.Default.WithBaseDirectory(Path.GetDirectoryName(Path.GetFullPath(file))));
        var compilation = CSharpScript.Create(text, options, typeof(PluginContext)).GetCompilation();
        using var emitted = Emit(compilation);
        var context = new AssemblyLoadContext($"plug-in {name}", isCollectible: true);
        try
        {
            var assembly = context.LoadFromStream(emitted.Program, emitted.Symbols);
            return new(context, Run(compilation, assembly, new PluginContext(name, version, runner)));
        }
        catch
        {
            context.Unload();
            throw;
        }
    }

    /// <summary>Gives the code back when the last judgement that uses it has ended.</summary>
    public void Unload() => _context.Unload();

    private static Streams Emit(Compilation compilation)
    {
        var streams = new Streams(new MemoryStream(), new MemoryStream());
        var emitted = compilation.Emit(streams.Program, streams.Symbols, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb));
        if (emitted.Success)
            return streams.Rewound();
        var first = emitted.Diagnostics.First(problem => problem.Severity == DiagnosticSeverity.Error);
        var place = first.Location.GetMappedLineSpan();
        throw new PluginException($"line {place.StartLinePosition.Line + 1}: {first.GetMessage(CultureInfo.InvariantCulture).TrimEnd('.')} ({first.Id}).");
    }

    private static IVerifier Run(Compilation compilation, Assembly assembly, PluginContext globals)
    {
        var entry = compilation.GetEntryPoint(CancellationToken.None)!;
        var method = assembly.GetType(entry.ContainingType.MetadataName)!.GetMethod(entry.Name, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!;
        var run = method.CreateDelegate<Func<object?[], Task<object>>>();
        try
        {
            var value = Task.Run(() => run([globals, null])).WaitAsync(Patience).GetAwaiter().GetResult();
            return value switch
            {
                PluginVerifier verifier => verifier,
                IVerifier verifier when verifier.Name == globals.Name => verifier,
                IVerifier verifier => throw new PluginException($"it returns a verifier named '{verifier.Name}': expected '{globals.Name}', the file's name."),
                null => throw new PluginException("it returns nothing: expected a verifier, as in return Verifier(\"what it decides\", Judge);"),
                _ => throw new PluginException($"it returns a value of type {value.GetType()}: expected a verifier, as in return Verifier(\"what it decides\", Judge);"),
            };
        }
        catch (TimeoutException late)
        {
            throw new PluginException($"it did not return a verifier within {Patience.TotalSeconds} s.", late);
        }
        catch (Exception thrown) when (thrown is not PluginException)
        {
            throw new PluginException($"it throws {thrown.GetType().Name} when it is loaded: {thrown.Message}", thrown);
        }
    }

    private sealed record Streams(MemoryStream Program, MemoryStream Symbols) : IDisposable
    {
        public Streams Rewound()
        {
            Program.Position = Symbols.Position = 0;
            return this;
        }

        public void Dispose()
        {
            Program.Dispose();
            Symbols.Dispose();
        }
    }
}
