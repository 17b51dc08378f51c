using Berth.Aws.Services.Iam;
using Berth.Aws.Services.Sts.Wire;
using Berth.Aws.Signing;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Sts;

/// <summary>Reads the session policies of a request, which bound the session beside what its role may do.</summary>
internal static class SessionPolicies
{
    private const int PolicyArnsMax = 10;

    /// <summary>What the sealed token has room for, in characters of policy and ARNs. STS packs both into a space of its own, whose size it does not tell.</summary>
    private const int PackedMax = 4096;

    /// <returns>What bounds the session; and how much of the room it takes, percent, when there is anything.</returns>
    public static async Task<(SessionLimits Limits, int? PackedSize)> Read(
        IStore store, string? policy, IReadOnlyList<PolicyDescriptorTypeShape>? policyArns, string accountId, CancellationToken cancel)
    {
        var arns = (policyArns ?? []).Select(p => p.Arn ?? "").Distinct(StringComparer.Ordinal).ToList();
        if (policy is null && arns.Count == 0) return (new(), null);
        if (arns.Count > PolicyArnsMax) throw StsErrors.Validation($"1 validation error detected: Value at 'policyArns' failed to satisfy constraint: Member must have length less than or equal to {PolicyArnsMax}");
        if (policy is not null) Check(policy);
        foreach (var arn in arns) await Check(store, arn, accountId, cancel);
        var packed = (int)Math.Ceiling(100.0 * ((policy?.Length ?? 0) + arns.Sum(a => a.Length)) / PackedMax);
        if (packed > 100) throw new AwsException("PackedPolicyTooLarge", $"Packed policy consumes {packed}% of allotted space, please use smaller policy.");
        return (new() { Policy = policy, PolicyArns = arns }, packed);
    }

    private static void Check(string policy)
    {
        if (policy.Length > PolicySizes.SessionMax)
            throw StsErrors.Validation($"1 validation error detected: Value at 'policy' failed to satisfy constraint: Member must have length less than or equal to {PolicySizes.SessionMax}");
        IamRules.CheckDocument(policy, PolicyUse.Session);
    }

    /// <summary>They are of this account or AWS's.</summary>
    private static async Task Check(IStore store, string arn, string accountId, CancellationToken cancel)
    {
        if (AwsManagedPolicies.Find(arn) is not null) return;
        if (!arn.StartsWith($"arn:aws:iam::{accountId}:policy/", StringComparison.Ordinal) || await store.Find<PolicyRecord>(IamNames.PolicyKind, arn, cancel) is null)
            throw StsErrors.Validation($"The policy {arn} does not exist or cannot be used as a session policy.");
    }
}
