using Microsoft.Extensions.Options;
using Verifiers.Scoring;

namespace Verifiers.Api.Cache;

/// <summary>Deleting this folder and the line that calls it removes the cache.</summary>
internal static class CacheRegistration
{
    /// <summary>Keeps verdicts when the settings name a file; else the engine has no cache.</summary>
    public static IServiceCollection AddVerdictCache(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection("Cache");
        services.AddOptions<CacheSettings>().Bind(section, binder => binder.ErrorOnUnknownConfiguration = true).ValidateDataAnnotations().ValidateOnStart();
        if (!string.IsNullOrEmpty(section[nameof(CacheSettings.File)]))
        {
            services.AddSingleton(provider => provider.GetRequiredService<IOptions<CacheSettings>>().Value);
            services.AddSingleton<IJudgementCache, VerdictCache>();
        }
        return services;
    }
}
