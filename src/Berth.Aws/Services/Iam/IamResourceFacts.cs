using Berth.Aws.Dispatch;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Iam;

/// <summary>Tags of roles, users, policies and instance profiles. A role's trust policy is nobody's business here: STS alone asks it.</summary>
internal sealed class IamResourceFacts(IStore store) : IResourceFacts
{
    public string Service => "iam";

    public async ValueTask<ResourceFacts?> Find(string arn, CancellationToken cancel)
    {
        // Sample: arn:aws:iam::123456789012:role/service/app.
        var resource = arn.Split(':', 6) is [_, _, "iam", _, _, var last] ? last : "";
        var name = IamNames.RoleNameOf(resource);
        var tags = resource[..Math.Max(0, resource.IndexOf('/', StringComparison.Ordinal))] switch
        {
            "role" => (await store.Find<RoleRecord>(IamNames.RoleKind, name, cancel))?.Record is { } role && role.Arn == arn ? role.Tags : null,
            "user" => (await store.Find<UserRecord>(IamNames.UserKind, name, cancel))?.Record is { } user && user.Arn == arn ? user.Tags : null,
            "policy" => (AwsManagedPolicies.Find(arn) ?? (await store.Find<PolicyRecord>(IamNames.PolicyKind, arn, cancel))?.Record)?.Tags,
            "instance-profile" => (await store.Find<InstanceProfileRecord>(IamNames.InstanceProfileKind, name, cancel))?.Record is { } profile && profile.Arn == arn ? profile.Tags : null,
            _ => null,
        };
        return tags is null ? null : new(tags, Policy: null);
    }
}
