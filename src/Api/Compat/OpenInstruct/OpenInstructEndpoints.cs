using Microsoft.AspNetCore.Mvc;
using Verifiers.Api.Scoring;
using Verifiers.Code;

namespace Verifiers.Api.Compat.OpenInstruct;

/// <summary>open-instruct's code API: <c>POST /test_program</c>, <c>POST /test_program_stdio</c>, <c>GET /health</c>.</summary>
internal static class OpenInstructEndpoints
{
    /// <summary>Less than what the client waits, which is never under 30 s.</summary>
    private static readonly TimeSpan _margin = TimeSpan.FromSeconds(3);

    public static void MapOpenInstruct(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").WithTags("open-instruct").SayRefusals(Say);
        group.MapPost("/test_program", (HttpContext http, ServiceLimits limits, Admission admission, ForeignRewards rewards, ForeignPrograms programs,
                CancellationToken cancellationToken) => TestAsync(http, limits, admission, rewards, programs, TestProgramRequest.ReadAsserts, cancellationToken))
            .WithName("TestProgram").WithSummary("Judges a program by assertions; as open-instruct's code API.");
        group.MapPost("/test_program_stdio", (HttpContext http, ServiceLimits limits, Admission admission, ForeignRewards rewards, ForeignPrograms programs,
                CancellationToken cancellationToken) => TestAsync(http, limits, admission, rewards, programs, TestProgramRequest.ReadStdio, cancellationToken))
            .WithName("TestProgramStdio").WithSummary("Judges a program by inputs and outputs; as open-instruct's code API.");
        group.MapGet("/health", () => ForeignJson.Answer(new { status = "healthy" })).AllowAnonymous().WithName("Health").WithSummary("Whether the process answers; as open-instruct.");
    }

    private static async Task<IResult> TestAsync(
        HttpContext http, ServiceLimits limits, Admission admission, ForeignRewards rewards, ForeignPrograms programs,
        Func<RequestBody, RunLimits, TestProgramRequest> read, CancellationToken cancellationToken)
    {
        using var body = await RequestBody.ReadAsync(http.Request, limits, admission, cancellationToken);
        var request = read(body, programs.Ceiling);
        var results = await rewards.ScoreAsync(ForeignRewards.VerbatimCode, [request.Sample], request.ClientPatience - _margin, cancellationToken);
        var evidence = results[0].Components[0].Evidence as CodeEvidence ?? throw new InvalidOperationException("The verifier code gave no evidence.");
        return ForeignJson.Answer(ResultLists.Of(evidence, request.TestCount));
    }

    private static IResult Say(ProblemDetails problem) => ForeignJson.Answer(new { detail = problem.Detail }, status: problem.Status);

    /// <summary>One entry a test, in order.</summary>
    /// <param name="Results">1 for a test that passed, else 0.</param>
    /// <param name="Runtimes">CPU time in seconds; -1 for a test that did not pass.</param>
    private sealed record ResultLists(int[] Results, double[] Runtimes)
    {
        /// <summary>Tests that were not run have no program to run: it does not compile.</summary>
        public static ResultLists Of(CodeEvidence evidence, int count)
        {
            var lists = new ResultLists(new int[count], new double[count]);
            Array.Fill(lists.Runtimes, -1);
            foreach (var test in evidence.Tests.Where(test => test.Reason == "passed"))
            {
                lists.Results[test.Test - 1] = 1;
                lists.Runtimes[test.Test - 1] = Math.Round(test.CpuMilliseconds / 1000, 6);
            }
            return lists;
        }
    }
}
