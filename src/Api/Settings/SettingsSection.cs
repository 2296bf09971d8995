using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Options;

namespace Verifiers.Api.Settings;

/// <summary>One section of the settings, and the class that it is read into. <c>docs/operations.md</c> has a row for each of its properties.</summary>
/// <param name="Name">Such as <c>Limits</c>.</param>
/// <param name="Type">Its properties are the settings.</param>
internal sealed record SettingsSection(string Name, Type Type)
{
    /// <summary>What the framework reads itself.</summary>
    private static readonly string[] OfTheFramework =
    [
        "urls", "http_ports", "https_ports", "Kestrel", "Logging", "AllowedHosts", "environment", "applicationName", "contentRoot", "webroot",
        "shutdownTimeoutSeconds", "detailedErrors", "captureStartupErrors", "preventHostingStartup", "suppressStatusMessages",
        "hostingStartupAssemblies", "hostingStartupExcludeAssemblies", "hostBuilder:reloadConfigOnChange", "hostBuilder", "staticWebAssets",
        "ForwardedHeaders_Enabled", "DOTNET_gcServer", "preferHostingUrls", "startupAssembly",
    ];

    /// <summary>Flags and files that name no section of ours or the framework's are refused: silently ignored, they would leave a setting as it was.</summary>
    /// <remarks>The environment is full of other programs' variables; there only the names within our sections are checked.</remarks>
    /// <exception cref="InvalidOperationException">There is one; the sentence names it.</exception>
    public static void RefuseUnknown(IConfigurationRoot configuration, IEnumerable<SettingsSection> sections)
    {
        var known = sections.Select(section => section.Name).ToList();
        foreach (var provider in configuration.Providers.Where(provider => provider is CommandLineConfigurationProvider or JsonConfigurationProvider))
        {
            var wrong = provider.GetChildKeys([], null).FirstOrDefault(
                key => !known.Concat(OfTheFramework).Contains(key, StringComparer.OrdinalIgnoreCase) && !key.StartsWith("OTEL_", StringComparison.Ordinal));
            if (wrong is not null)
                throw new InvalidOperationException($"There is no setting '{wrong}': expected one of {string.Join(", ", known.Order(StringComparer.Ordinal))}, such as --Limits:MaxSamples 64.");
        }
    }
}

/// <summary>How settings are registered: checked at the start, a misspelt one refused.</summary>
internal static class SettingsRegistration
{
    /// <summary>Reads a section into a class.</summary>
    public static IServiceCollection AddSettings<T>(this IServiceCollection services, IConfiguration configuration, string section)
        where T : class
    {
        services.AddOptions<T>().Bind(configuration.GetSection(section), binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateDataAnnotations().ValidateOnStart();
        return services.AddSingleton(new SettingsSection(section, typeof(T))).AddSingleton(provider => provider.GetRequiredService<IOptions<T>>().Value);
    }
}
