namespace Verifiers.Api.Tests.Scoring;

/// <summary>A verifier that judges nothing until the test lets it: so a queue is as long as the test wants.</summary>
internal sealed class HeldVerifier(string name, Lane lane) : IVerifier
{
    private readonly List<string> _asked = [];
    private TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Name => name;

    public string Summary => "A test's own.";

    public int SemanticsVersion => 1;

    public Lane Lane => lane;

    public ReferenceUse ReferenceUse => ReferenceUse.None;

    /// <summary>The completions that it was asked about, in order.</summary>
    public IReadOnlyList<string> Asked
    {
        get
        {
            lock (_asked)
                return [.. _asked];
        }
    }

    /// <summary>Lets everything through.</summary>
    public void Open() => _opened.TrySetResult();

    /// <summary>Holds again, and forgets.</summary>
    public void Close()
    {
        lock (_asked)
            _asked.Clear();
        _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Waits until it is asked about something.</summary>
    public async Task BegunAsync() => await Until.TrueAsync(() => Asked.Count > 0);

    public IPreparedVerifier Prepare(JsonCursor reference, JsonCursor options) => new Prepared(this);

    private sealed class Prepared(HeldVerifier owner) : IPreparedVerifier
    {
        public async ValueTask<Judgement> JudgeAsync(Completion completion, CancellationToken cancellationToken)
        {
            lock (owner._asked)
                owner._asked.Add(completion.Text);
            await owner._opened.Task.WaitAsync(cancellationToken);
            return Judgement.Correct("let_through", "It was let through.");
        }
    }
}

/// <summary>Waits for a condition, with a limit that only a fault reaches.</summary>
internal static class Until
{
    public static async Task TrueAsync(Func<bool> condition)
    {
        for (var attempt = 0; attempt < 6_000 && !condition(); attempt++)
            await Task.Delay(10);
        Assert.True(condition());
    }
}
