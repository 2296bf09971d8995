using Verifiers.Api.Settings;
using Verifiers.Scoring;

namespace Verifiers.Api.Cache;

/// <summary>Deleting this folder and the line that calls it removes the cache.</summary>
internal static class CacheRegistration
{
    private const string Section = "Cache";

    /// <summary>Keeps verdicts when the settings name a file; else the engine has no cache.</summary>
    public static IServiceCollection AddVerdictCache(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<CacheSettings>(configuration, Section);
        if (!string.IsNullOrEmpty(configuration[$"{Section}:{nameof(CacheSettings.File)}"]))
            services.AddSingleton<IJudgementCache, VerdictCache>();
        return services;
    }
}
