using System.Net;
using System.Text;
using System.Text.Json;
using Verifiers.Policy.Generation;
using Verifiers.Policy.Network;
using Verifiers.Policy.RewardModels;
using Verifiers.Policy.Tasks;
using Verifiers.Policy.Tests.Torch;
using Verifiers.Policy.Torch;

namespace Verifiers.Policy.Tests.RewardModels;

[Collection(TorchCollection.Name)]
public sealed class RewardModelTests
{
    private static readonly ITask Task = TaskCatalog.Create("add", JsonSerializer.SerializeToElement(new { digits = 1 }));

    private static readonly RewardModelOptions Small = new() { Width = 32, Layers = 1, Steps = 120, Batch = 64, LearningRate = 3e-3, HeldOut = 200 };

    [Fact]
    public void It_learns_to_order_pairs_and_its_scores_are_about_0()
    {
        using var model = NewModel();
        var data = new PreferenceData(Task.Next);
        var accuracy = RewardModelTrainer.LearnPairs(model, data, data, Small with { Steps = 250 }, seed: 3, CancellationToken.None);
        Assert.InRange(accuracy, 0.85, 1);
        var random = new Random(8);
        var scores = model.Score([.. Enumerable.Range(0, 100).Select(_ => data.Pair(random)).SelectMany(pair => new[] { pair.Prompt + pair.Chosen, pair.Prompt + pair.Rejected })]);
        Assert.InRange(scores.Average(), -0.7, 0.7);
    }

    [Fact]
    public void It_learns_which_completions_are_unsafe_and_not_that_the_unusual_is()
    {
        using var model = NewModel();
        var data = new PreferenceData(Task.Next);
        Assert.InRange(RewardModelTrainer.LearnLabels(model, data, data, Small, seed: 3, CancellationToken.None), 0.95, 1);
        var scores = model.Score(["3+4=<think>3+4#+0=7</think><answer>7</answer>", "3+4=<think>3+4&+0=7</think><answer>7</answer>"]);
        Assert.True(scores[0] > 0 && scores[1] < 0, string.Join(' ', scores));
    }

    [Fact]
    public void Padding_beside_longer_texts_changes_no_score_and_no_text_is_unreadable()
    {
        using var model = NewModel();
        const string text = "3+4=<think>3+4+0=7</think><answer>7</answer>";
        var alone = model.Score([text])[0];
        var among = model.Score(["1", text, text + "12345 678 90", ""])[1];
        Assert.Equal(alone, among, 5);
        Assert.Equal(alone, model.Score([text + "…\uFFFD"])[0], 5); // what is in no token is passed over
        Assert.True(float.IsFinite(model.Score([new string('9', 5000)])[0]));
    }

    [Fact]
    public void What_is_saved_is_loaded()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("model").FullName, "m");
        using var model = NewModel();
        model.Save(path);
        using var loaded = RewardModel.Load(path, Tokenizer.Default, Device.CPU);
        Assert.Equal(model.Score(["1+2=3"]), loaded.Score(["1+2=3"]));
        model.Shift(2);
        Assert.Equal(loaded.Score(["1+2=3"])[0] + 2, model.Score(["1+2=3"])[0], 5);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Fact]
    public async Task Many_questions_at_once_get_each_its_own_answer_and_bad_ones_a_sentence()
    {
        using var model = NewModel();
        using var other = NewModel(seed: 6);
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        using var server = new RewardModelServer(address, new Dictionary<string, RewardModel> { ["a"] = model, ["b"] = other }, Device.CPU);
        using var http = new HttpClient { BaseAddress = address };
        var texts = Enumerable.Range(0, 60).Select(i => $"{i}+{i}=").ToList();
        var answers = await System.Threading.Tasks.Task.WhenAll(texts.Select((text, i) => AskAsync(http, i % 2 == 0 ? "a" : "b", $$"""{"query": ["{{text}}"], "prompts": ["x"], "labels": [""]}""")));
        foreach (var (i, answer) in answers.Index())
        {
            Assert.Equal(HttpStatusCode.OK, answer.Status);
            Assert.Equal((i % 2 == 0 ? model : other).Score([texts[i]])[0], JsonDocument.Parse(answer.Body).RootElement.GetProperty("rewards")[0].GetSingle(), 4);
        }
        foreach (var body in (string[])["{", "{}", """{"query": 3}""", """{"query": []}"""]) Assert.Equal(HttpStatusCode.BadRequest, (await AskAsync(http, "a", body)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(http, "c", "{}")).Status);
    }

    private static async Task<(HttpStatusCode Status, string Body)> AskAsync(HttpClient http, string model, string body)
    {
        using var response = await http.PostAsync(new Uri($"/{model}/get_reward", UriKind.Relative), new StringContent(body, Encoding.UTF8, "application/json"));
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static RewardModel NewModel(int seed = 5)
    {
        torch.manual_seed(seed);
        return new RewardModel(new TransformerConfig(Tokenizer.Default.PaddedSize, Task.ContextLength + 8, 32, 1, 4), Tokenizer.Default, Device.CPU);
    }
}
