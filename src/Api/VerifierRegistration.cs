using Verifiers.Code;
using Verifiers.Combining;
using Verifiers.Format;
using Verifiers.Judges;
using Verifiers.Length;
using Verifiers.Mathematics;

namespace Verifiers.Api;

/// <summary>The verifiers of this service: one line each. Deleting a line and the folder it names removes the feature.</summary>
internal static class VerifierRegistration
{
    public static IServiceCollection AddVerifiers(this IServiceCollection services) => services
        .AddSingleton<IVerifier>(provider => new AgreeVerifier(provider.GetRequiredService<VerifierCatalog>, provider.GetRequiredService<IReviewQueue>()))
        .AddSingleton<IVerifier, CodeVerifier>()
        .AddSingleton<IVerifier>(provider => new FirstOfVerifier(provider.GetRequiredService<VerifierCatalog>))
        .AddSingleton<IVerifier, FormatVerifier>()
        .AddSingleton<IVerifier, JudgeVerifier>()
        .AddSingleton<IVerifier, LengthVerifier>()
        .AddSingleton<IVerifier, MathVerifier>()
        .AddSingleton<IVerifier, RemoteVerifier>()
        .AddSingleton<IVerifier, RewardModelVerifier>()
        .AddSingleton(provider => new VerifierCatalog(provider.GetServices<IVerifier>()));
}
