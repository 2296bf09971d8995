using Verifiers.Code;
using Verifiers.Format;
using Verifiers.Instructions;
using Verifiers.Length;
using Verifiers.Mathematics;
using Verifiers.Structured;

namespace Verifiers.Api;

/// <summary>The verifiers of this service: one line each. Deleting a line and the folder it names removes the feature.</summary>
internal static class VerifierRegistration
{
    public static IServiceCollection AddVerifiers(this IServiceCollection services) => services
        .AddSingleton<IVerifier, CodeVerifier>()
        .AddSingleton<IVerifier, FormatVerifier>()
        .AddSingleton<IVerifier, InstructionsVerifier>()
        .AddSingleton<IVerifier, LengthVerifier>()
        .AddSingleton<IVerifier, MathVerifier>()
        .AddSingleton<IVerifier, StructuredVerifier>()
        .AddSingleton(provider => new VerifierCatalog(provider.GetServices<IVerifier>()));
}
