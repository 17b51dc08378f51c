using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Iam;

/// <summary>Managed policies: AWS's own, which every account has, and the account's.</summary>
internal sealed class PolicyRows(IStore store)
{
    /// <exception cref="AwsException">NoSuchEntity.</exception>
    public async Task<PolicyRecord> Get(string arn, CancellationToken cancel) =>
        AwsManagedPolicies.All.FirstOrDefault(p => p.Arn == arn)
        ?? (await store.Find<PolicyRecord>(IamNames.PolicyKind, arn, cancel))?.Record
        ?? throw IamErrors.NoSuchEntity($"Policy {arn} does not exist or is not attachable.");

    public async Task<IReadOnlyList<PolicyRecord>> All(CancellationToken cancel) => [.. AwsManagedPolicies.All, .. await store.FindAll<PolicyRecord>(IamNames.PolicyKind, cancel: cancel)];

    /// <summary>How many roles it is attached to.</summary>
    public async Task<int> Attachments(string arn, CancellationToken cancel) =>
        (await store.FindAll<RoleRecord>(IamNames.RoleKind, cancel: cancel)).Count(r => r.AttachedPolicyArns.Contains(arn, StringComparer.Ordinal));
}
