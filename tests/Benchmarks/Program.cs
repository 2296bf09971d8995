using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

if (args is ["math-report"])
{
    Verifiers.Benchmarks.MathReport.Write();
    return;
}
if (args is ["sandbox-report", "--slots", var sizes])
{
    await Verifiers.Benchmarks.SandboxScaling.WriteAsync([.. sizes.Split(',').Select(int.Parse)]);
    return;
}
if (args is ["sandbox-report", .. var rest])
{
    await Verifiers.Benchmarks.SandboxReport.WriteAsync(rest is ["--docker", var socket] ? socket : null);
    return;
}
if (args is ["language-report"])
{
    Verifiers.Benchmarks.LanguageReport.Write();
    return;
}
if (args is ["compiler-report"])
{
    await Verifiers.Benchmarks.CompilerReport.WriteAsync();
    return;
}
// In process: the generated project of the default toolchain would be built under this repository's analyzers.
var config = ManualConfig.Create(DefaultConfig.Instance)
    .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
    .AddExporter(MarkdownExporter.GitHub);
BenchmarkSwitcher.FromAssembly(typeof(Verifiers.Benchmarks.PythonTestCase).Assembly).Run(args, config);
