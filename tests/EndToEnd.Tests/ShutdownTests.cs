namespace Verifiers.EndToEnd.Tests;

public sealed class ShutdownTests
{
    [Fact]
    public async Task A_request_in_flight_is_answered_when_the_service_is_told_to_stop()
    {
        var service = new ServiceProcess();
        await service.InitializeAsync();
        try
        {
            var answer = service.ScoreAsync(new
            {
                rubric = "code",
                samples = new[]
                {
                    new
                    {
                        completion = "```python\nimport time\ntime.sleep(4)\nprint(7)\n```",
                        reference = new { mode = "stdin", language = "python", tests = new[] { new { input = "", output = "7" } } },
                    },
                },
            });
            await service.WaitUntilBusyAsync();
            await service.TerminateAsync();
            Assert.Equal(1, (await answer).GetProperty("results")[0].GetProperty("reward").GetDouble());
            Assert.Equal(0, await service.WaitForExitAsync());
        }
        finally
        {
            await service.DisposeAsync();
        }
    }
}
