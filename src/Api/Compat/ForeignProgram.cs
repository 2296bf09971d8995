using Verifiers.Code;

namespace Verifiers.Api.Compat;

/// <summary>A program of a request in a foreign protocol.</summary>
/// <param name="Run">What to run.</param>
/// <param name="Language">Where the language stands in the request.</param>
/// <param name="Files">Where its files stand in the request.</param>
internal sealed record ForeignProgram(ProgramRun Run, JsonCursor Language, JsonCursor Files)
{
    /// <summary>What it is expected to cost.</summary>
    public double ExpectedSeconds => CodeCost.ExpectedSeconds(Run.Language ?? "", tests: 1, Run.Limits);
}
