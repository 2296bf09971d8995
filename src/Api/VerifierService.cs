using FluentValidation;
using Microsoft.Extensions.Options;
using Verifiers.Api.Cache;
using Verifiers.Api.Catalog;
using Verifiers.Api.Compat;
using Verifiers.Api.Explain;
using Verifiers.Api.Health;
using Verifiers.Api.Models;
using Verifiers.Api.Plugins;
using Verifiers.Api.Problems;
using Verifiers.Api.Review;
using Verifiers.Api.Rubrics;
using Verifiers.Api.Scoring;
using Verifiers.Api.Security;
using Verifiers.Api.Settings;
using Verifiers.Api.Telemetry;
using Verifiers.Api.Telemetry.Prometheus;
using Verifiers.Api.WebConsole;
using Verifiers.Code;
using Verifiers.Combining;
using Verifiers.Flags;
using Verifiers.Judges;
using Verifiers.Rubrics;
using Verifiers.Sandbox;
using Verifiers.Scoring;
using Verifiers.Scoring.Lanes;

namespace Verifiers.Api;

/// <summary>The service put together: settings, rooms, endpoints.</summary>
internal static class VerifierService
{
    /// <summary>Where the service listens unless <c>--urls</c> says otherwise: loopback only.</summary>
    public const string DefaultUrl = "http://127.0.0.1:8080";

    /// <summary>How long answers that hand back what is not done may take to leave.</summary>
    /// <remarks>Longer than a sandbox is waited for that was told to end its program, for the answer waits for that.</remarks>
    private static readonly TimeSpan HandingBack = TimeSpan.FromSeconds(20);

    /// <summary>A command scores what it was given, as fast as the lanes take it: there is nobody who could come back later.</summary>
    private static readonly Dictionary<string, string?> WholeFiles = new()
    {
        ["Queues:CpuBacklog"] = "7.00:00:00",
        ["Queues:SandboxBacklog"] = "7.00:00:00",
        ["Queues:RemoteBacklog"] = "7.00:00:00",
    };

    /// <summary>Builds the service.</summary>
    /// <param name="args">Settings in the manner of ASP.NET Core, such as <c>--urls http://127.0.0.1:9000 --Limits:MaxSamples 64</c>.</param>
    public static WebApplication Build(string[] args)
    {
        // Settings are read once, at the start; watching their file needs what a confined container may lack (inotify).
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { Args = ["--hostBuilder:reloadConfigOnChange=false", .. args], ContentRootPath = AppContext.BaseDirectory });
        if (string.IsNullOrEmpty(builder.Configuration["urls"]) && !builder.Configuration.GetSection("Kestrel:Endpoints").Exists())
            builder.WebHost.UseUrls(DefaultUrl);
        builder.Services.AddScoring(builder.Configuration).AddTelemetryExport();
        builder.Services.AddSingleton<AddressRates>().AddSingleton<KeyRing>().AddSingleton<KeyRule>().AddHostedService(provider => provider.GetRequiredService<KeyRule>());
        builder.Services.AddHostedService<SandboxWarmUp>().AddHostedService<IdleMemory>().AddHostedService<CatalogReload>();
        builder.Services.ConfigureHttpJsonOptions(json => WireJson.Configure(json.SerializerOptions));
        builder.Services.AddProblemDetails().AddExceptionHandler<ProblemHandler>();
        builder.Services.AddOpenApi(document => document.AddDocumentTransformer((description, _, _) =>
        {
            description.Info = new() { Title = "Verifiers", Version = EngineVersion.Current, Description = "A reward-verification service." };
            return Task.CompletedTask;
        }));
        builder.Services.AddOptions<HostOptions>()
            .Configure<ServiceLimits>((host, limits) => host.ShutdownTimeout = TimeSpan.FromSeconds(limits.ShutdownSeconds) + HandingBack);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            // RequestBody keeps the limit. Kestrel's own would close the connection on a caller who is still writing, and the caller would
            // read "connection reset" in place of the 413; without it, Kestrel reads and drops what is still coming, for five seconds.
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.AddServerHeader = false;
        });

        var app = builder.Build();
        SettingsSection.RefuseUnknown(builder.Configuration, app.Services.GetServices<SettingsSection>());
        app.Services.GetRequiredService<KeyRule>().Check(AddressesOf(builder.Configuration));
        _ = app.Services.GetRequiredService<Drain>(); // which must hear when the service is told to stop
        _ = app.Services.GetRequiredService<RubricStore>(); // a rubric that cannot be used stops the start, not a request
        app.UseRequestSpans();
        app.UseExceptionHandler(new ExceptionHandlerOptions { SuppressDiagnosticsCallback = _ => true }); // the handler logs what is a fault
        app.UseStatusCodePages(ProblemHandler.WriteStatusAsync);
        app.UseMiddleware<BrokenAnswers>();
        app.UseMiddleware<Gate>();
        app.MapScore();
        app.MapExplain();
        app.MapVerifiers();
        app.MapRubrics();
        app.MapHealth();
        app.MapCompat();
        app.MapMetrics();
        app.MapConsole();
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
        return app;
    }

    /// <summary>The addresses that the settings name.</summary>
    private static IEnumerable<string> AddressesOf(IConfiguration configuration) =>
        configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"]).OfType<string>().ToList() is { Count: > 0 } endpoints
            ? endpoints
            : (configuration["urls"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>The engine with its rooms and no endpoints, for the command line.</summary>
    /// <param name="args">Settings as for <see cref="Build"/>.</param>
    public static ServiceProvider ForScoring(params string[] args)
    {
        var configuration = ConfigurationOf(args);
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning));
        var provider = services.AddScoring(configuration).BuildServiceProvider();
        SettingsSection.RefuseUnknown(configuration, provider.GetServices<SettingsSection>());
        return provider;
    }

    /// <summary>Settings of the file, the environment and the flags, for a command without a server.</summary>
    public static IConfigurationRoot ConfigurationOf(params string[] args) => new ConfigurationBuilder()
        .AddInMemoryCollection(WholeFiles).SetBasePath(AppContext.BaseDirectory).AddJsonFile("appsettings.json", optional: true).AddEnvironmentVariables().AddCommandLine(args).Build();

    /// <summary>The room that runs programs, behind the port that the verifiers know.</summary>
    private static void AddSandbox(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<SandboxOptions>(configuration, "Sandbox");
        services.AddSingleton(provider => new SandboxedCodeRunner(
            provider.GetRequiredService<IOptions<SandboxOptions>>().Value, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ICodeRunner>(provider => new TracedCodeRunner(
            provider.GetRequiredService<SandboxedCodeRunner>(), provider.GetRequiredService<RequestSpans>()));
    }

    /// <summary>Models elsewhere and the file for people, behind the ports that the verifiers know.</summary>
    private static void AddModels(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IModelDirectory>(provider => new ModelDirectory(
            configuration.GetSection("Models"), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<ModelDirectory>>()));
        services.AddSingleton(new SettingsSection("Models", typeof(ModelSettings))); // ModelDirectory reads one for each name
        services.AddSettings<ReviewSettings>(configuration, "Review");
        services.AddSingleton<IReviewQueue>(provider => new ReviewFile(
            provider.GetRequiredService<IOptions<ReviewSettings>>().Value, provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ReviewFile>>()));
    }

    /// <summary>The queues before the engine, and what they tell the meter.</summary>
    private static IServiceCollection AddLanes(this IServiceCollection services) => services.AddSingleton<QueueMeter>().AddSingleton(provider =>
    {
        var meter = provider.GetRequiredService<QueueMeter>();
        var lanes = new ScoringLanes(provider.GetRequiredService<ScoringEngineOptions>(), provider.GetRequiredService<TimeProvider>(), meter.OnEntered);
        meter.Watch(lanes);
        return lanes;
    });

    /// <summary>Everything that scores; the command line uses it without the endpoints.</summary>
    public static IServiceCollection AddScoring(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<ServiceLimits>(configuration, "Limits").AddSettings<EngineSettings>(configuration, "Engine");
        services.AddSettings<QueueSettings>(configuration, "Queues").AddSettings<SecuritySettings>(configuration, "Security");
        services.AddSettings<RubricSettings>(configuration, "Rubrics").AddSettings<PluginSettings>(configuration, "Plugins");
        services.AddSettings<ReloadSettings>(configuration, "Reload");
        services.AddSingleton(TimeProvider.System);
        services.AddSandbox(configuration);
        services.AddModels(configuration);
        services.AddVerifiers();
        services.AddSingleton(provider => new PluginFolder(provider.GetRequiredService<PluginSettings>().Folder, provider.GetRequiredService<ICodeRunner>()));
        services.AddSingleton<IRewardFormulaCompiler, RewardFormulaCompiler>();
        services.AddSingleton(provider => new RubricStore(
            provider.GetRequiredService<VerifierSource>(), provider.GetRequiredService<IRewardFormulaCompiler>(), provider.GetRequiredService<RubricSettings>().Folder));
        services.AddInstruments(configuration).AddSingleton<FaultText>().AddSingleton<FaultLog>().AddSingleton<IScoringObserver, JudgementWatch>();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<EngineSettings>>().Value.ToEngineOptions());
        services.AddLanes().AddVerdictCache(configuration).AddCompat(configuration).AddSingleton<ScoringEngine>();
        services.AddSingleton<LengthBaselines>();
        services.AddMetrics().AddSingleton<FlagMeter>();
        services.AddSingleton<LiveBoard>();
        services.AddSingleton<BatchScorer>();
        services.AddHttpContextAccessor().AddSingleton<Callers>().AddSingleton<Admission>().AddSingleton<Drain>();
        services.AddSingleton<IValidator<ScoreRequest>, ScoreRequestValidator>();
        return services;
    }
}
