using System.CommandLine;
using Verifiers.Policy.Generation;
using Verifiers.Policy.Tasks;
using Verifiers.Policy.Torch;
using Verifiers.Policy.Training;

namespace Verifiers.Policy.Commands;

/// <summary><c>policy sample CHECKPOINT --prompt TEXT</c>: completions of one prompt, a line each.</summary>
internal static class SampleCommand
{
    public static Command Create()
    {
        var checkpoint = new Argument<DirectoryInfo>("checkpoint") { Description = "Folder of a checkpoint, or of a run: its newest one." };
        var prompt = new Option<string>("--prompt") { Description = "As the task writes it, such as 347+58=.", Required = true };
        var count = new Option<int>("--count") { Description = "Completions.", DefaultValueFactory = _ => 1 };
        var temperature = new Option<double>("--temperature") { Description = "0 takes the most probable token each time.", DefaultValueFactory = _ => 1 };
        var seed = new Option<int>("--seed") { Description = "Of the samples.", DefaultValueFactory = _ => 1 };
        var device = new Option<string>("--device") { Description = "auto, cpu, cuda or cuda:N.", DefaultValueFactory = _ => "auto" };
        var threads = new Option<int>("--threads") { Description = "Threads of an operation on the CPU.", DefaultValueFactory = _ => 1 };
        var command = new Command("sample", "Prints completions of a prompt.") { checkpoint, prompt, count, temperature, seed, device, threads };
        command.SetAction((parsed, cancellationToken) => Runtime.OnOwnThread(
            () =>
            {
                var model = Checkpoint.LoadModel(Checkpoint.Find(parsed.GetValue(checkpoint)!.FullName), Runtime.Use(parsed.GetValue(device)!, parsed.GetValue(threads)));
                using var transformer = model.Transformer;
                foreach (var completion in Complete(model, parsed.GetValue(prompt)!, parsed.GetValue(count), parsed.GetValue(temperature), parsed.GetValue(seed)))
                    Console.WriteLine(completion);
            },
            cancellationToken));
        return command;
    }

    private static IReadOnlyList<string> Complete(PolicyModel model, string prompt, int count, double temperature, int seed)
    {
        var options = new SamplingOptions { Temperature = temperature };
        if (count < 1) throw new ConfigurationException($"--count: {count}, at least 1 is needed");
        if (options.Fault is { } fault) throw new ConfigurationException($"--{fault}");
        try
        {
            var tokens = model.Encode(new Problem(prompt, null, ""));
            if (tokens.Length > model.Transformer.Config.Context) throw new ConfigurationException($"--prompt: {tokens.Length} tokens are more than the context of {model.Transformer.Config.Context}");
            using var sampler = new Sampler(model.Transformer, count, model.Transformer.Config.Context + 1, options);
            torch.manual_seed(Seeds.Of(seed, Seeds.Purpose.Sampling, 0));
            return model.Completions(sampler.Sample([.. Enumerable.Repeat(tokens, count)]));
        }
        catch (TokenizationException unknown)
        {
            throw new ConfigurationException($"--prompt: {unknown.Message}");
        }
    }
}
