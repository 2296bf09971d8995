using System.CommandLine;
using Verifiers.Policy.Commands;
using Verifiers.Policy.Rewards;
using Verifiers.Policy.Torch;
using Verifiers.Policy.Training;

var root = new RootCommand("Trains language models with GRPO, rewarded by the verification service.")
{
    TrainCommand.Create(),
    PipelineCommand.Create(),
    EvaluateCommand.Create(),
    SampleCommand.Create(),
    PlotCommand.Create(),
};
using var telemetry = Telemetry.Start();
try
{
    return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception fault) when (fault is ConfigurationException or RewardServiceException or InvalidDataException or DllNotFoundException or TorchException or IOException or UnauthorizedAccessException or TimeoutException)
{
    await Console.Error.WriteLineAsync(fault.Message);
    return 1;
}
catch (OperationCanceledException)
{
    await Console.Error.WriteLineAsync("Stopped. Give --resume to go on from the newest checkpoint.");
    return 130;
}
