using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

[assembly: TestFramework("Verifiers.Sandbox.Tests.EngineTestFramework", "Sandbox.Tests")]

namespace Verifiers.Sandbox.Tests;

/// <summary>Skips the tests whose class says Docker, with the reason, where no engine can be had. No other test is ever skipped.</summary>
public sealed class EngineTestFramework(IMessageSink messages) : XunitTestFramework(messages)
{
    protected override ITestFrameworkExecutor CreateExecutor(AssemblyName assemblyName) => new Executor(assemblyName, SourceInformationProvider, DiagnosticMessageSink);

    private sealed class Executor(AssemblyName assemblyName, ISourceInformationProvider sources, IMessageSink diagnostics)
        : XunitTestFrameworkExecutor(assemblyName, sources, diagnostics)
    {
        private static readonly MethodInfo _setSkipReason = typeof(TestMethodTestCase).GetProperty(nameof(TestMethodTestCase.SkipReason))!.GetSetMethod(nonPublic: true)!;

        protected override void RunTestCases(IEnumerable<IXunitTestCase> testCases, IMessageSink executionMessageSink, ITestFrameworkExecutionOptions executionOptions)
        {
            var cases = testCases.ToList();
            var needing = cases.Where(test => test.TestMethod.TestClass.Class.Name.Contains("Docker", StringComparison.Ordinal)).ToList();
            if (needing.Count > 0 && TestEngine.Problem is { } problem)
            {
                foreach (var test in needing) _setSkipReason.Invoke(test, [problem]);
            }

            base.RunTestCases(cases, executionMessageSink, executionOptions);
        }
    }
}
