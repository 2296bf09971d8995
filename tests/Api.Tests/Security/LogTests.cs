using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Verifiers.Api.Tests.Security;

/// <summary>What stands in the log when a request faults or is refused: everything but what the policy wrote.</summary>
public sealed class LogTests
{
    private const string Secret = "the-words-of-the-policy";

    [Theory]
    [InlineData("""{"rubric": {"components": [{"verifier": "faulty"}]}, "samples": [{"completion": "SECRET"}]}""", 200)]
    [InlineData("""{"rubric": {"components": [{"verifier": "faulty"}]}, "samples": [{"completion": "SECRET", "group": ""}]}""", 400)]
    [InlineData("""{"rubric": {"components": [{"verifier": "faulty"}]}, "samples": [{"completion": "SECRET"}""", 400)]
    [InlineData("""{"rubric": "SECRET", "samples": [{"completion": "SECRET"}]}""", 400)]
    [InlineData("""{"rubric": {"components": [{"verifier": "faulty_reader"}]}, "samples": [{"completion": "SECRET", "reference": "SECRET"}]}""", 500)]
    public async Task No_text_of_a_completion_is_logged(string body, int status)
    {
        await using var service = new LoggedService(show: false);
        using var response = await service.PostAsync(body.Replace("SECRET", Secret, StringComparison.Ordinal));
        Assert.Equal((HttpStatusCode)status, response.StatusCode);
        Assert.DoesNotContain(service.Lines, line => line.Contains(Secret, StringComparison.Ordinal));
        if (status is 200 or 500)
            Assert.Contains(service.Lines, line => line.Contains("System.FormatException", StringComparison.Ordinal) && line.Contains("LogTests", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_answer_that_breaks_off_on_a_fault_leaves_no_text_of_a_completion_in_the_log()
    {
        await using var service = new LoggedService(show: false);
        await Assert.ThrowsAnyAsync<HttpRequestException>(async () =>
        {
            using var response = await service.PostAsync(
                $$"""{"rubric": {"components": [{"verifier": "faulty_evidence"}]}, "samples": [{"completion": "{{Secret}}"}]}""", "application/x-ndjson");
            await response.Content.ReadAsStringAsync();
        });
        await Scoring.Until.TrueAsync(() => service.Lines.Any(line => line.Contains("POST /score broke off: System.FormatException", StringComparison.Ordinal)));
        Assert.DoesNotContain(service.Lines, line => line.Contains(Secret, StringComparison.Ordinal));
    }

    /// <summary>A refusal that nobody hears must not go to the framework, which logs its sentence; many callers, for each may be answered, or gone unread, before that.</summary>
    [Fact]
    public async Task A_caller_who_leaves_before_the_refusal_leaves_no_text_of_a_completion_in_the_log()
    {
        await using var service = new LoggedService(show: false);
        using var client = service.CreateClient();
        var filler = string.Join(',', Enumerable.Repeat($$"""{"completion": "{{new string('x', 200)}}"}""", 4000));
        var body = $$"""{"rubric": "format", "samples": [{{filler}}, {"completion": "x", "metadata": "{{Secret}}"}]}""";
        var patience = System.Diagnostics.Stopwatch.StartNew();
        for (var caller = 0; caller < 20 || Finished() <= 10; caller++)
        {
            Assert.True(patience.Elapsed < TimeSpan.FromMinutes(5), $"{Finished()} of {caller} requests were begun.");
            using var connection = new TcpClient { LingerState = new(enable: true, seconds: 0) }; // closing it resets the connection
            await connection.ConnectAsync(client.BaseAddress!.Host, client.BaseAddress.Port);
            await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                $"POST /score HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
            await Task.Delay(caller % 100); // some leave while the body is read, some while it is checked, some later
        }
        using (var last = await service.PostAsync(body))
            Assert.Equal(HttpStatusCode.BadRequest, last.StatusCode);
        await Scoring.Until.TrueAsync(() => Finished() > 11);
        Assert.DoesNotContain(service.Lines, line => line.Contains(Secret, StringComparison.Ordinal));

        int Finished() => service.Lines.Count(line => line.Contains("Request finished", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_operator_may_ask_for_the_completion_on_which_a_verifier_failed()
    {
        await using var service = new LoggedService(show: true);
        using var response = await service.PostAsync($$"""{"rubric": {"components": [{"verifier": "faulty"}]}, "samples": [{"completion": "{{Secret}}"}]}""");
        Assert.Contains(service.Lines, line => line.Contains($"The completion on which faulty failed: {Secret}", StringComparison.Ordinal));
    }

    /// <summary>A verifier with the fault that is easily made: the exception quotes what it was thrown on.</summary>
    private sealed class FaultyVerifier(bool inReference) : IVerifier, IPreparedVerifier
    {
        public string Name => inReference ? "faulty_reader" : "faulty";

        public string Summary => "A test's own.";

        public int SemanticsVersion => 1;

        public Lane Lane => Lane.Cpu;

        public ReferenceUse ReferenceUse => inReference ? ReferenceUse.Required : ReferenceUse.None;

        public IPreparedVerifier Prepare(JsonCursor reference, JsonCursor options) =>
            inReference ? throw new FormatException($"cannot read '{reference.String()}'", new FormatException(reference.String())) : this;

        public ValueTask<Judgement> JudgeAsync(Completion completion, CancellationToken cancellationToken) =>
            throw new FormatException($"cannot read '{completion.Text}'", new FormatException(completion.Text));
    }

    /// <summary>Evidence that cannot be written: the fault comes when the answer has begun.</summary>
    private sealed class FaultyEvidence : IVerifier, IPreparedVerifier
    {
        public string Name => "faulty_evidence";

        public string Summary => "A test's own.";

        public int SemanticsVersion => 1;

        public Lane Lane => Lane.Cpu;

        public ReferenceUse ReferenceUse => ReferenceUse.None;

        public IPreparedVerifier Prepare(JsonCursor reference, JsonCursor options) => this;

        public ValueTask<Judgement> JudgeAsync(Completion completion, CancellationToken cancellationToken) =>
            new(Judgement.Correct("fine", "Fine.") with { Evidence = new Unwritable(completion.Text) });

        private sealed record Unwritable(string Text) : Evidence
        {
            /// <summary>More than the answer's buffer holds, so that it has begun to leave.</summary>
            public string First { get; } = new('x', 1 << 20);

            public string Second => throw new FormatException(Text);
        }
    }

    private sealed class LoggedService(bool show) : Service
    {
        private readonly Recorder _recorder = new();

        public IReadOnlyCollection<string> Lines => _recorder.Lines;

        protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
        {
            ["Security:CompletionsInLog"] = show ? "true" : "false",
            ["Logging:LogLevel:Default"] = "Trace",
            ["Logging:LogLevel:Microsoft.AspNetCore"] = "Trace",
        };

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.ConfigureServices(services => services
                .AddSingleton<IVerifier>(new FaultyVerifier(inReference: false)).AddSingleton<IVerifier>(new FaultyVerifier(inReference: true)).AddSingleton<IVerifier>(new FaultyEvidence())
                .AddSingleton<ILoggerProvider>(_recorder));
        }
    }

    private sealed class Recorder : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
