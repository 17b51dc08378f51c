namespace Berth.Domain.Access;

/// <summary>A role's trust policy, where a service is about to assume the role itself. A document that cannot be read lets nobody in.</summary>
public static class TrustPolicy
{
    public const string Tasks = "ecs-tasks.amazonaws.com";
    private const string AssumeRole = "sts:AssumeRole";

    /// <param name="service">Such as ecs-tasks.amazonaws.com.</param>
    /// <param name="sourceArn">For whom the service acts: the cluster's ARN.</param>
    public static bool LetsServiceAssume(string document, string service, string sourceArn, string accountId)
    {
        var policy = AccessPolicies.Compile([new("trust policy", null, null, PolicySource.Resource, document)]);
        var keys = new AccessKeys([KeyValuePair.Create("aws:SourceArn", (IReadOnlyList<string>)[sourceArn]), KeyValuePair.Create("aws:SourceAccount", (IReadOnlyList<string>)[accountId])]);
        return AccessEvaluator.Consents(policy, AssumeRole, "*", new(service, null, accountId) { Service = service }, keys);
    }
}
