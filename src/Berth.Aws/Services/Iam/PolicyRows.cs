using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Iam;

/// <summary>Managed policies: AWS's own, which every account has, and the account's.</summary>
internal sealed class PolicyRows(IStore store)
{
    /// <exception cref="AwsException">NoSuchEntity, InvalidInput.</exception>
    public async Task<PolicyRecord> Get(string arn, CancellationToken cancel)
    {
        IamRules.CheckPolicyArn(arn);
        return AwsManagedPolicies.Find(arn) ?? (await store.Find<PolicyRecord>(IamNames.PolicyKind, arn, cancel))?.Record ?? throw Missing(arn);
    }

    public async Task<IReadOnlyList<PolicyRecord>> All(CancellationToken cancel) => [.. AwsManagedPolicies.All, .. await store.FindAll<PolicyRecord>(IamNames.PolicyKind, cancel: cancel)];

    /// <summary>Changes one of the account's policies.</summary>
    /// <exception cref="AwsException">NoSuchEntity, InvalidInput, AccessDenied for AWS's own, or what <paramref name="change"/> throws.</exception>
    public Task Change(string arn, string action, string caller, Func<PolicyRecord, PolicyRecord> change, CancellationToken cancel)
    {
        CheckOwn(arn, action, caller);
        return store.Change<PolicyRecord>(IamNames.PolicyKind, arn, old => change(old ?? throw Missing(arn)), cancel);
    }

    /// <summary>Nobody changes the policies of AWS.</summary>
    public static void CheckOwn(string arn, string action, string caller)
    {
        IamRules.CheckPolicyArn(arn);
        if (AwsManagedPolicies.IsAws(arn)) throw new AwsException("AccessDenied", $"User: {caller} is not authorized to perform: {action} on resource: policy {arn}", 403);
    }

    /// <summary>How often each policy is attached, and how often it bounds.</summary>
    public async Task<AttachedCounts> Uses(CancellationToken cancel)
    {
        var users = await store.FindAll<UserRecord>(IamNames.UserKind, cancel: cancel);
        var groups = await store.FindAll<GroupRecord>(IamNames.GroupKind, cancel: cancel);
        var roles = await store.FindAll<RoleRecord>(IamNames.RoleKind, cancel: cancel);
        return AttachedCounts.Of([.. users, .. groups, .. roles]);
    }

    public static AwsException Missing(string arn) => IamErrors.NoSuchEntity($"Policy {arn} does not exist or is not attachable.");

    /// <exception cref="AwsException">What refused the change, in IAM's words.</exception>
    public static PolicyVersionOutcome.Changed Accept(PolicyVersionOutcome outcome, string arn, string? versionId) => outcome switch
    {
        PolicyVersionOutcome.Changed changed => changed,
        PolicyVersionOutcome.Refused refused => throw IamErrors.From(refused.Reason, arn, versionId),
        _ => throw new InvalidOperationException($"Unknown outcome {outcome}."),
    };

    public static async Task<PolicyRecord> ForAttaching(IamUnit unit, string arn)
    {
        IamRules.CheckPolicyArn(arn);
        return AwsManagedPolicies.Find(arn) ?? await unit.Find<PolicyRecord>(IamNames.PolicyKind, arn) ?? throw Missing(arn);
    }

    public static async Task<PolicyRecord> ForBoundary(IamUnit unit, string arn)
    {
        IamRules.CheckPolicyArn(arn);
        return AwsManagedPolicies.Find(arn) ?? await unit.Find<PolicyRecord>(IamNames.PolicyKind, arn) ?? throw IamErrors.NoSuchEntity($"Scope ARN: {arn} does not exist or is not attachable.");
    }
}

/// <summary>How often policies are used.</summary>
internal sealed record AttachedCounts(IReadOnlyDictionary<string, int> Attached, IReadOnlyDictionary<string, int> Bounding)
{
    public static AttachedCounts Of(IReadOnlyList<PolicyHolder> holders) => new(
        holders.SelectMany(h => h.AttachedPolicyArns).CountBy(a => a, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal),
        holders.OfType<PrincipalHolder>().Select(p => p.PermissionsBoundaryArn).OfType<string>().CountBy(a => a, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal));

    public int AttachmentsOf(string arn) => Attached.GetValueOrDefault(arn);

    public int BoundariesOf(string arn) => Bounding.GetValueOrDefault(arn);
}
