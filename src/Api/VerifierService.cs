using FluentValidation;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Verifiers.Api.Cache;
using Verifiers.Api.Catalog;
using Verifiers.Api.Explain;
using Verifiers.Api.Health;
using Verifiers.Api.Models;
using Verifiers.Api.Plugins;
using Verifiers.Api.Problems;
using Verifiers.Api.Review;
using Verifiers.Api.Rubrics;
using Verifiers.Api.Scoring;
using Verifiers.Api.WebConsole;
using Verifiers.Code;
using Verifiers.Combining;
using Verifiers.Flags;
using Verifiers.Judges;
using Verifiers.Rubrics;
using Verifiers.Sandbox;
using Verifiers.Scoring;

namespace Verifiers.Api;

/// <summary>The service put together: settings, rooms, endpoints.</summary>
internal static class VerifierService
{
    /// <summary>Where the service listens unless <c>--urls</c> says otherwise: loopback only.</summary>
    public const string DefaultUrl = "http://127.0.0.1:8080";

    /// <summary>Builds the service.</summary>
    /// <param name="args">Settings in the manner of ASP.NET Core, such as <c>--urls http://127.0.0.1:9000 --Limits:MaxSamples 64</c>.</param>
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        if (string.IsNullOrEmpty(builder.Configuration["urls"]))
            builder.WebHost.UseUrls(DefaultUrl);
        builder.Services.AddScoring(builder.Configuration);
        builder.Services.AddHostedService<SandboxWarmUp>().AddHostedService<IdleMemory>().AddHostedService<CatalogReload>();
        builder.Services.ConfigureHttpJsonOptions(json => WireJson.Configure(json.SerializerOptions));
        builder.Services.AddProblemDetails().AddExceptionHandler<ProblemHandler>();
        builder.Services.AddOpenApi(document => document.AddDocumentTransformer((description, _, _) =>
        {
            description.Info = new() { Title = "Verifiers", Version = EngineVersion.Current, Description = "A reward-verification service." };
            return Task.CompletedTask;
        }));
        builder.Services.AddOptions<HostOptions>()
            .Configure<ServiceLimits>((host, limits) => host.ShutdownTimeout = TimeSpan.FromSeconds(limits.ShutdownSeconds));
        builder.Services.AddOptions<KestrelServerOptions>().Configure<ServiceLimits>((kestrel, limits) =>
        {
            kestrel.Limits.MaxRequestBodySize = limits.MaxBodyBytes;
            kestrel.AddServerHeader = false;
        });

        var app = builder.Build();
        _ = app.Services.GetRequiredService<RubricStore>(); // a rubric that cannot be used stops the start, not a request
        app.UseExceptionHandler(new ExceptionHandlerOptions { SuppressDiagnosticsCallback = _ => true }); // the handler logs what is a fault
        app.UseStatusCodePages(ProblemHandler.WriteStatusAsync);
        app.MapScore();
        app.MapExplain();
        app.MapVerifiers();
        app.MapRubrics();
        app.MapHealth();
        app.MapConsole();
        app.MapOpenApi("/openapi/{documentName}.json");
        return app;
    }

    /// <summary>The engine with its rooms and no endpoints, for the command line.</summary>
    /// <param name="args">Settings as for <see cref="Build"/>.</param>
    public static ServiceProvider ForScoring(params string[] args)
    {
        var configuration = new ConfigurationBuilder()
            .SetBasePath(AppContext.BaseDirectory).AddJsonFile("appsettings.json", optional: true).AddEnvironmentVariables().AddCommandLine(args).Build();
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning));
        return services.AddScoring(configuration).BuildServiceProvider();
    }

    /// <summary>A misspelt setting is refused: silently ignored, it would leave a limit where nobody expects it.</summary>
    private static void RefuseUnknown(BinderOptions binder) => binder.ErrorOnUnknownConfiguration = true;

    /// <summary>The room that runs programs, behind the port that the verifiers know.</summary>
    private static void AddSandbox(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SandboxOptions>().Bind(configuration.GetSection("Sandbox"), RefuseUnknown).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(provider => new SandboxedCodeRunner(
            provider.GetRequiredService<IOptions<SandboxOptions>>().Value, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ICodeRunner>(provider => provider.GetRequiredService<SandboxedCodeRunner>());
    }

    /// <summary>Models elsewhere and the file for people, behind the ports that the verifiers know.</summary>
    private static void AddModels(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IModelDirectory>(provider => new ModelDirectory(
            configuration.GetSection("Models"), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<ModelDirectory>>()));
        services.AddOptions<ReviewSettings>().Bind(configuration.GetSection("Review"), RefuseUnknown).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IReviewQueue>(provider => new ReviewFile(
            provider.GetRequiredService<IOptions<ReviewSettings>>().Value, provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ReviewFile>>()));
    }

    /// <summary>Everything that scores; the command line uses it without the endpoints.</summary>
    public static IServiceCollection AddScoring(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ServiceLimits>().Bind(configuration.GetSection("Limits"), RefuseUnknown).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<EngineSettings>().Bind(configuration.GetSection("Engine"), RefuseUnknown).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<ServiceLimits>>().Value);
        services.AddSingleton(TimeProvider.System);
        services.AddSandbox(configuration);
        services.AddModels(configuration);
        services.AddVerifiers();
        services.AddSingleton(provider => new PluginFolder(configuration["Plugins:Folder"], provider.GetRequiredService<ICodeRunner>()));
        services.AddSingleton<IRewardFormulaCompiler, RewardFormulaCompiler>();
        services.AddSingleton(provider => new RubricStore(
            provider.GetRequiredService<VerifierSource>(), provider.GetRequiredService<IRewardFormulaCompiler>(), configuration["Rubrics:Folder"]));
        services.AddSingleton<IScoringObserver, FaultLog>();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<EngineSettings>>().Value.ToEngineOptions());
        services.AddVerdictCache(configuration).AddSingleton<ScoringEngine>();
        services.AddSingleton<LengthBaselines>();
        services.AddMetrics().AddSingleton<FlagMeter>();
        services.AddSingleton<LiveBoard>();
        services.AddSingleton<BatchScorer>();
        services.AddSingleton<Admission>();
        services.AddSingleton<IValidator<ScoreRequest>, ScoreRequestValidator>();
        return services;
    }
}
