using System.CommandLine;
using System.Globalization;
using Verifiers.Policy.Rewards;
using Verifiers.Policy.Tasks;
using Verifiers.Policy.Torch;
using Verifiers.Policy.Training;

namespace Verifiers.Policy.Commands;

/// <summary>What the commands share: the device, and the way to the service.</summary>
internal static class Runtime
{
    /// <summary>The device of a name, ready for work.</summary>
    /// <param name="name">auto, cpu, cuda or cuda:N.</param>
    /// <exception cref="ConfigurationException">There is no such device.</exception>
    public static Device Use(string name, int threads)
    {
        var device = name switch
        {
            "auto" => torch.cuda.is_available() ? Device.CUDA : Device.CPU,
            "cpu" => Device.CPU,
            "cuda" => Device.CUDA,
            _ when name.StartsWith("cuda:", StringComparison.Ordinal) && int.TryParse(name.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var index) => new Device(index),
            _ => throw new ConfigurationException($"device: {name} is none; expected auto, cpu, cuda or cuda:N"),
        };
        if (device.IsCuda && (!torch.cuda.is_available() || device.Index >= torch.cuda.device_count()))
        {
            throw new ConfigurationException($"device: there is no {device} for this build of torch ({torch.version})");
        }
        if (threads < 1) throw new ConfigurationException($"--threads: {threads}, at least 1 is needed");
        torch.set_num_threads(threads);
        if (device.IsCuda)
        {
            torch.cuda.set_device(device.Index);
            torch.cuda.allow_tf32(true);
        }
        return device;
    }

    /// <summary><c>--service</c>; null when it is not given.</summary>
    public static Option<Uri?> ServiceOption() => new("--service")
    {
        Description = "Address of the reward service, such as http://127.0.0.1:8080.",
        CustomParser = result =>
        {
            if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var address) && address.Scheme is ("http" or "https")) return address;
            result.AddError($"--service: {result.Tokens[0].Value} is no http address");
            return null;
        },
    };

    /// <summary>Answers of the service, its outages told on the console.</summary>
    public static ScoreClient Client(HttpClient http, TimeSpan? deadline = null) =>
        new(http, TimeProvider.System, new ScoreClientOptions { AskErrorsAgain = true, Deadline = deadline }, new Progress<ServiceOutage>(outage => Console.WriteLine(outage)));

    /// <summary>Runs a command on a thread of its own: torch's modes belong to a thread.</summary>
    public static Task OnOwnThread(Action action, CancellationToken cancellationToken) =>
        Task.Factory.StartNew(action, cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>The rewards of a run: its own rubric, or its task's.</summary>
    public static TaskRewards Rewards(TrainingConfig config, ITask task, HttpClient http) =>
        new(Client(http, config.RewardDeadlineSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null), config.Rubric ?? task.Rubric);
}
