using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Verifiers.Policy.Torch;

namespace Verifiers.Policy.RewardModels;

/// <summary>
/// Serves reward models by OpenRLHF's message: <c>POST /NAME/get_reward</c> with <c>{"query": [texts], "prompts": …, "labels": …}</c> is answered with
/// <c>{"rewards": [numbers]}</c>. What arrives while a batch is computed is the next batch, computed on one thread.
/// </summary>
public sealed class RewardModelServer : IDisposable
{
    /// <summary>Texts that are scored at once.</summary>
    private const int MaxBatch = 2048;

    private const int MaxBodyBytes = 4 << 20;

    private readonly HttpListener _listener = new() { IgnoreWriteExceptions = true };
    private readonly IReadOnlyDictionary<string, RewardModel> _models;
    private readonly Device _device;
    private readonly BlockingCollection<Question> _questions = [];
    private readonly Thread _scorer;
    private readonly Task _accepting;

    /// <param name="address">Such as <c>http://127.0.0.1:8101/</c>.</param>
    /// <param name="models">By name; not disposed of.</param>
    /// <exception cref="HttpListenerException">The address is taken.</exception>
    public RewardModelServer(Uri address, IReadOnlyDictionary<string, RewardModel> models, Device device)
    {
        (_models, _device) = (models, device);
        _listener.Prefixes.Add(address.GetLeftPart(UriPartial.Authority) + "/");
        _listener.Start();
        _scorer = new Thread(ScoreBatches) { IsBackground = true, Name = "reward models" };
        _scorer.Start();
        _accepting = Task.Run(AcceptAsync);
    }

    public void Dispose()
    {
        _listener.Stop();
        _accepting.Wait();
        _questions.CompleteAdding();
        _scorer.Join();
        _listener.Close();
        _questions.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                _ = Task.Run(() => AnswerAsync(context));
            }
            catch (Exception ended) when (ended is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                return; // stopped
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            var (status, body) = await RespondAsync(context.Request);
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/json";
            context.Response.ContentLength64 = body.Length;
            await context.Response.OutputStream.WriteAsync(body, CancellationToken.None);
            context.Response.Close();
        }
        catch (Exception gone) when (gone is HttpListenerException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            context.Response.Abort(); // who asked has left, or this server is going
        }
    }

    private async Task<(int Status, byte[] Body)> RespondAsync(HttpListenerRequest request)
    {
        var path = request.Url?.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (request.HttpMethod != "POST" || path is not [var name, "get_reward"] || !_models.TryGetValue(name, out var model))
            return Refusal(404, $"There are POST {string.Join(", ", _models.Keys.Order(StringComparer.Ordinal).Select(known => $"/{known}/get_reward"))}.");
        if (request.ContentLength64 > MaxBodyBytes) return Refusal(413, $"At most {MaxBodyBytes} bytes are read.");
        List<string> texts;
        try
        {
            using var read = await JsonDocument.ParseAsync(request.InputStream);
            texts = [.. read.RootElement.GetProperty("query").EnumerateArray().Select(text => text.GetString() ?? "")];
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return Refusal(400, "Expected {\"query\": [texts]}.");
        }
        if (texts.Count is 0 or > MaxBatch) return Refusal(400, $"Expected 1 to {MaxBatch} texts.");
        var question = new Question(model, texts);
        _questions.Add(question);
        return (200, JsonSerializer.SerializeToUtf8Bytes(new { rewards = await question.Answer.Task }));
    }

    private static (int, byte[]) Refusal(int status, string sentence) => (status, JsonSerializer.SerializeToUtf8Bytes(new { error = sentence }));

    private void ScoreBatches()
    {
        if (_device.IsCuda) torch.cuda.set_device(_device.Index);
        foreach (var first in _questions.GetConsumingEnumerable())
        {
            var batch = new List<Question> { first };
            for (var texts = first.Texts.Count; texts < MaxBatch && _questions.TryTake(out var next); texts += next.Texts.Count) batch.Add(next);
            foreach (var questions in batch.GroupBy(question => question.Model)) Score(questions.Key, [.. questions]);
        }
    }

    private static void Score(RewardModel model, Question[] questions)
    {
        try
        {
            var scores = model.Score([.. questions.SelectMany(question => question.Texts)]);
            var at = 0;
            foreach (var question in questions)
            {
                question.Answer.SetResult(scores[at..(at + question.Texts.Count)]);
                at += question.Texts.Count;
            }
        }
        catch (TorchException fault)
        {
            foreach (var question in questions) question.Answer.TrySetException(new InvalidOperationException(fault.Message, fault)); // the connection is broken off
        }
    }

    private sealed record Question(RewardModel Model, List<string> Texts)
    {
        public TaskCompletionSource<float[]> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
