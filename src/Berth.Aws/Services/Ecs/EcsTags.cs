using Berth.Aws.Services.Ecs.Wire;
using Berth.Domain.Kernel;
using Berth.Domain.Profiles;

namespace Berth.Aws.Services.Ecs;

internal static class EcsTags
{
    /// <exception cref="AwsException">InvalidParameterException naming what is wrong.</exception>
    public static void Check(IReadOnlyList<TagShape>? tags, Profile profile)
    {
        var pairs = (tags ?? []).Select(t => KeyValuePair.Create(t.Key ?? "", t.Value ?? "")).ToList();
        if (TagRules.Check(pairs, profile.Quotas.TagsPerResource) is { } fault) throw EcsErrors.InvalidParameter(fault);
    }
}
