using Verifiers.Api.Compat.NemoGym;
using Verifiers.Api.Compat.OpenInstruct;
using Verifiers.Api.Compat.Piston;
using Verifiers.Api.Compat.SandboxFusion;
using Verifiers.Api.Settings;

namespace Verifiers.Api.Compat;

/// <summary>
/// The wire protocols that trainers speak already: one URL is set, and the trainer is served without a change to its code. All of
/// them share the limits, the queue and the error rules of <c>/score</c>.
/// </summary>
internal static class CompatEndpoints
{
    /// <summary>What the endpoints need beside the engine.</summary>
    public static IServiceCollection AddCompat(this IServiceCollection services, IConfiguration configuration) =>
        services.AddSettings<CompatSettings>(configuration, "Compat").AddSingleton<ForeignPrograms>().AddSingleton<ForeignRewards>();

    /// <summary>Maps every protocol; a line a protocol.</summary>
    public static void MapCompat(this IEndpointRouteBuilder routes)
    {
        routes.MapSandboxFusion();
        routes.MapOpenRlhf();
        routes.MapSlime();
        routes.MapNemoGym();
        routes.MapOpenInstruct();
        routes.MapPiston();
        routes.MapJudge0();
        routes.MapCodeRouter();
    }
}
