namespace Berth.Domain.Access;

/// <summary>A role's trust policy: who may call sts:AssumeRole. A document that cannot be read lets nobody in.</summary>
public static class TrustPolicy
{
    public const string Tasks = "ecs-tasks.amazonaws.com";
    private const string AssumeRole = "sts:AssumeRole";

    /// <param name="service">Such as ecs-tasks.amazonaws.com.</param>
    /// <param name="sourceArn">For whom the service acts: the cluster's ARN.</param>
    public static bool LetsServiceAssume(string document, string service, string sourceArn, string accountId) =>
        Lets(document, new(service, null, accountId) { Service = service }, [("aws:SourceArn", sourceArn), ("aws:SourceAccount", accountId)]);

    /// <summary>A trust policy may name the caller itself, the role behind a session, or the whole account. In the last case identity policies have a say too, which is not asked here.</summary>
    /// <param name="arn">Of the caller.</param>
    /// <param name="roleArn">Of the role behind a session, with its path; null for root.</param>
    public static bool LetsPrincipalAssume(string document, string arn, string? roleArn, string accountId, string sessionName, string? externalId) => Lets(
        document, new(arn, roleArn, accountId),
        [("aws:PrincipalArn", roleArn ?? arn), ("aws:PrincipalAccount", accountId), ("sts:RoleSessionName", sessionName), .. externalId is null ? [] : new[] { ("sts:ExternalId", externalId) }]);

    private static bool Lets(string document, AccessPrincipal principal, IEnumerable<(string Name, string Value)> keys)
    {
        var policy = AccessPolicies.Compile([new("trust policy", null, null, PolicySource.Resource, document)]);
        return AccessEvaluator.Consents(policy, AssumeRole, "*", principal, new(keys.Select(k => KeyValuePair.Create(k.Name, (IReadOnlyList<string>)[k.Value]))));
    }
}
