using System.Text;
using System.Text.Json;
using Berth.Domain.Access;

namespace Berth.Domain.Diagnosis;

/// <summary>The one call that mends a refusal, as the stock CLI takes it. What only its reader can choose stands in angle brackets. Pure.</summary>
public static class AccessMending
{
    private const int PolicyNameLengthMax = 128;

    /// <summary>What the managed policy for execution roles permits, whoever has it.</summary>
    private static readonly AccessPolicies ForExecution = AccessPolicies.Compile(
        [.. AwsManagedPolicies.All.Where(p => p.Arn == AwsManagedPolicies.TaskExecutionArn).Select(p => new NamedPolicy(p.Name, p.Arn, null, PolicySource.Identity, p.Document))]);

    /// <returns>Null when no call of ours mends it.</returns>
    public static string? Command(AccessEvidence evidence, TaskRole role) => evidence.Verdict switch
    {
        AccessVerdict.NoIdentityPolicyAllows => Permit(evidence, role),
        AccessVerdict.DeniedByIdentityPolicy => Undo(evidence),
        AccessVerdict.DeniedByBoundary or AccessVerdict.NoBoundaryAllows => $"aws iam delete-{Kind(Holder(evidence))}-permissions-boundary {NameFlag(Holder(evidence))}",
        AccessVerdict.DeniedBySessionPolicy or AccessVerdict.NoSessionPolicyAllows =>
            evidence.RoleArn is { } assumed ? $"aws sts assume-role --role-arn {Shell.Quote(assumed)} --role-session-name {Shell.Quote(AccessNames.Last(evidence.PrincipalArn))}" : null,
        AccessVerdict.DeniedByResourcePolicy or AccessVerdict.NoResourcePolicyAllows => ResourcePolicy(evidence),
        AccessVerdict.DeniedByEndpointPolicy or AccessVerdict.NoEndpointPolicyAllows => $"aws ec2 modify-vpc-endpoint --vpc-endpoint-id {Shell.Quote(evidence.PolicyName ?? "<vpce-…>")} --reset-policy",
        _ => throw new ArgumentOutOfRangeException(nameof(evidence), evidence.Verdict, "This is no refusal."),
    };

    private static string Permit(AccessEvidence evidence, TaskRole role)
    {
        var holder = evidence.RoleArn ?? evidence.PrincipalArn;
        if (role is TaskRole.Execution or TaskRole.Both && ManagedPermits(evidence)) return $"aws iam attach-role-policy {NameFlag(holder)} --policy-arn {AwsManagedPolicies.TaskExecutionArn}";
        var document = $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":{{JsonSerializer.Serialize(evidence.Action)}},"Resource":{{JsonSerializer.Serialize(evidence.Resource)}}}]}""";
        return $"aws iam put-{Kind(holder)}-policy {NameFlag(holder)} --policy-name {PolicyName(evidence)} --policy-document '{document}'";
    }

    private static bool ManagedPermits(AccessEvidence evidence) => AccessEvaluator.Decide(
        evidence.Action, evidence.Resource, new AccessPrincipal(evidence.PrincipalArn, evidence.RoleArn, ""), new AccessKeys([]), new AccessPolicySets(ForExecution, null, null, null, null)).Verdict == AccessVerdict.Allowed;

    private static string Undo(AccessEvidence evidence)
    {
        var holder = Holder(evidence);
        return evidence.PolicyArn is { } arn
            ? $"aws iam detach-{Kind(holder)}-policy {NameFlag(holder)} --policy-arn {Shell.Quote(arn)}"
            : $"aws iam delete-{Kind(holder)}-policy {NameFlag(holder)} --policy-name {Shell.Quote(evidence.PolicyName ?? "<policy>")}";
    }

    /// <summary>Of the service that has the resource; a key and a role must have a policy, so theirs is replaced.</summary>
    private static string? ResourcePolicy(AccessEvidence evidence) => evidence.Resource.Split(':', 6) switch
    {
        [_, _, "ecr", _, _, var name] => $"aws ecr delete-repository-policy --repository-name {Shell.Quote(Behind(name, "repository/"))}",
        [_, _, "secretsmanager", _, _, _] => $"aws secretsmanager delete-resource-policy --secret-id {Shell.Quote(evidence.Resource)}",
        [_, _, "kms", _, _, var name] => $"aws kms put-key-policy --key-id {Shell.Quote(Behind(name, "key/"))} --policy-name default --policy file://<policy.json>",
        [_, _, "s3", _, _, var name] => $"aws s3api delete-bucket-policy --bucket {Shell.Quote(name.Split('/')[0])}",
        [_, _, "iam", _, _, _] => $"aws iam update-assume-role-policy --role-name {Shell.Quote(AccessNames.Last(evidence.Resource))} --policy-document file://<policy.json>",
        _ => null,
    };

    private static string Holder(AccessEvidence evidence) => evidence.PolicyHolder ?? evidence.RoleArn ?? evidence.PrincipalArn;

    /// <summary>Of an ARN such as <c>arn:aws:iam::123456789012:group/admins</c>; sessions are their role's.</summary>
    private static string Kind(string holder) => holder switch
    {
        _ when holder.Contains(":group/", StringComparison.Ordinal) => "group",
        _ when holder.Contains(":user/", StringComparison.Ordinal) => "user",
        _ => "role",
    };

    private static string NameFlag(string holder) => $"--{Kind(holder)}-name {Shell.Quote(AccessNames.Last(holder))}";

    /// <summary>Another one for each action and resource: a policy that is put under a name that is there replaces what it permitted.</summary>
    private static string PolicyName(AccessEvidence evidence)
    {
        var action = string.Concat(evidence.Action.Take(PolicyNameLengthMax / 2).Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'));
        return evidence.Resource == "*" ? $"allow-{action}" : $"allow-{action}-{SignatureV4.HashHex(Encoding.UTF8.GetBytes(evidence.Resource))[..8]}";
    }

    private static string Behind(string text, string prefix) => text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : text;
}
