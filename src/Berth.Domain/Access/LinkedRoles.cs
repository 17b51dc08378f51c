namespace Berth.Domain.Access;

/// <summary>A role that a service makes for itself in the account: its service fixes its name, trust and policy.</summary>
/// <param name="Service">Sample: <c>ecs.amazonaws.com</c>.</param>
public sealed record LinkedRole(string Service, string RoleName, string PolicyArn, string Description)
{
    public string Path => $"/aws-service-role/{Service}/";

    public string Trust => $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"{{Service}}"},"Action":"sts:AssumeRole"}]}""";
}

/// <summary>The service-linked roles that Berth's services have. Source: ECS developer guide, service-linked roles.</summary>
public static class LinkedRoles
{
    private static readonly IReadOnlyList<LinkedRole> All =
    [
        new("ecs.amazonaws.com", "AWSServiceRoleForECS", "arn:aws:iam::aws:policy/aws-service-role/AmazonECSServiceRolePolicy", "Role to enable Amazon ECS to manage your cluster."),
    ];

    /// <returns>Null for a service that has none here.</returns>
    public static LinkedRole? Of(string service) => All.FirstOrDefault(r => r.Service == service);
}
