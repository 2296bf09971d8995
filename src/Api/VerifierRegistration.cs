using Verifiers.Api.Catalog;
using Verifiers.Choice;
using Verifiers.Code;
using Verifiers.Combining;
using Verifiers.Format;
using Verifiers.Instructions;
using Verifiers.Judges;
using Verifiers.LanguageConsistency;
using Verifiers.Length;
using Verifiers.Matching;
using Verifiers.Mathematics;
using Verifiers.Structured;

namespace Verifiers.Api;

/// <summary>The verifiers of this service: one line each. Deleting a line and the folder it names removes the feature.</summary>
internal static class VerifierRegistration
{
    public static IServiceCollection AddVerifiers(this IServiceCollection services) => services
        .AddSingleton<IVerifier>(provider => new AgreeVerifier(provider.GetRequiredService<VerifierCatalog>, provider.GetRequiredService<IReviewQueue>()))
        .AddSingleton<IVerifier, ChoiceVerifier>()
        .AddSingleton<IVerifier, CodeVerifier>()
        .AddSingleton<IVerifier, ContainsVerifier>()
        .AddSingleton<IVerifier, ExactVerifier>()
        .AddSingleton<IVerifier, F1Verifier>()
        .AddSingleton<IVerifier>(provider => new FirstOfVerifier(provider.GetRequiredService<VerifierCatalog>))
        .AddSingleton<IVerifier, FormatVerifier>()
        .AddSingleton<IVerifier, InstructionsVerifier>()
        .AddSingleton<IVerifier, JudgeVerifier>()
        .AddSingleton<IVerifier, LanguageVerifier>()
        .AddSingleton<IVerifier, LengthVerifier>()
        .AddSingleton<IVerifier, MathVerifier>()
        .AddSingleton<IVerifier, NumericVerifier>()
        .AddSingleton<IVerifier, RegexVerifier>()
        .AddSingleton<IVerifier, RemoteVerifier>()
        .AddSingleton<IVerifier, RewardModelVerifier>()
        .AddSingleton<IVerifier, StructuredVerifier>()
        .AddSingleton<VerifierSource>()
        .AddTransient(provider => provider.GetRequiredService<VerifierSource>().Current);
}
