using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Sts;

/// <summary>A role that is to be assumed: its trust policy is the resource policy of <c>sts:AssumeRole</c>, and must allow it.</summary>
internal sealed class StsResourceFacts(IStore store) : IResourceFacts
{
    public string Service => "sts";

    public async ValueTask<ResourceFacts?> Find(string arn, CancellationToken cancel) =>
        await store.Find<RoleRecord>(IamNames.RoleKind, IamNames.RoleNameOf(arn), cancel) is { Record: var role } && role.Arn == arn ? new(role.Tags, role.AssumeRolePolicyDocument) : null;
}
