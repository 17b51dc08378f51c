using System.Globalization;
using Berth.Domain.Kernel;

namespace Berth.Aws.Services.Ecs;

/// <summary>Parses and prints ECS's names and ARNs (service authorization reference, ECS).</summary>
internal static class EcsNames
{
    public const string ClusterKind = "cluster";
    public const string DefaultCluster = "default";
    public const string ServiceKind = "service";

    /// <param name="given">A name or an ARN; nothing means the cluster "default".</param>
    public static string ClusterName(string? given, AwsScope scope)
    {
        if (string.IsNullOrEmpty(given)) return DefaultCluster;
        if (IsForeign(given, scope)) return given; // An ARN is no name: nobody has such a cluster.
        var mark = given.IndexOf(":cluster/", StringComparison.Ordinal);
        return mark < 0 ? given : given[(mark + ":cluster/".Length)..];
    }

    public static string ClusterArn(AwsScope scope, string name) => scope.Arn("ecs", "cluster/" + name);

    public static string CapacityProviderArn(AwsScope scope, string name) => scope.Arn("ecs", "capacity-provider/" + name);

    /// <param name="given">A name or an ARN; another account's or region's ARN is no name that anything has.</param>
    public static string CapacityProviderName(string given, AwsScope scope)
    {
        var own = CapacityProviderArn(scope, "");
        return given.StartsWith(own, StringComparison.Ordinal) ? given[own.Length..] : given;
    }

    public static string ServiceArn(AwsScope scope, string cluster, string name) => scope.Arn("ecs", $"service/{cluster}/{name}");

    /// <param name="given">A name, a long ARN or an old short one.</param>
    /// <returns>No cluster for a name or an old short ARN. An ARN of another account or region is no name that anything has.</returns>
    public static (string? Cluster, string Name) Service(string given, AwsScope scope)
    {
        var own = scope.Arn("ecs", "service/");
        if (!given.StartsWith(own, StringComparison.Ordinal)) return (null, given);
        var slash = given.IndexOf('/', own.Length);
        return slash < 0 ? (null, given[own.Length..]) : (given[own.Length..slash], given[(slash + 1)..]);
    }

    /// <summary>Reads the ARN of something that belongs to a service, such as <c>arn:aws:ecs:ap-northeast-1:123456789012:service-deployment/CLUSTER/SERVICE/ID</c>.</summary>
    /// <param name="kind">service-deployment or service-revision.</param>
    /// <returns>Null for what is no such ARN, whoever's it is.</returns>
    public static OwnedByService? OfService(string kind, string? given) =>
        given?.Split(':', 6) is ["arn", _, "ecs", _, _, var resource] && resource.Split('/') is [var named, var cluster, var service, var id] && named == kind && IsName(cluster) && IsName(service) && id.Length > 0
            ? new(cluster, service, id) : null;

    public static string TaskSetArn(AwsScope scope, string cluster, string service, string id) => scope.Arn("ecs", $"task-set/{cluster}/{service}/{id}");

    /// <param name="given">An id, <c>ecs-svc/</c> and digits, or the ARN of a task set of this service; any other ARN is no id that anything has.</param>
    public static string TaskSetId(string given, string cluster, string service, AwsScope scope)
    {
        var own = TaskSetArn(scope, cluster, service, "");
        return given.StartsWith(own, StringComparison.Ordinal) ? given[own.Length..] : given;
    }

    public static string TaskArn(AwsScope scope, string cluster, string taskId) => scope.Arn("ecs", $"task/{cluster}/{taskId}");

    /// <param name="given">An id, a long ARN or an old short one.</param>
    public static string TaskId(string given) => given[(given.LastIndexOf('/') + 1)..];

    /// <summary>The cluster that a task's ARN names; null for an id or an old short ARN.</summary>
    public static string? ClusterOfTask(string given) => given.StartsWith("arn:", StringComparison.Ordinal) && given.Split('/') is [_, var cluster, _] ? cluster : null;

    /// <summary>An ARN of another account or region: what it names is not here, whatever its last part says.</summary>
    public static bool IsForeign(string given, AwsScope scope) =>
        given.StartsWith("arn:", StringComparison.Ordinal) && !given.StartsWith(scope.Arn("ecs", ""), StringComparison.Ordinal);

    /// <summary>Letters, digits, hyphens and underscores, at most 255.</summary>
    public static bool IsName(string name) => name.Length is > 0 and <= 255 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    /// <summary>The ARN that IAM judges for FAMILY, FAMILY:REVISION or an ARN: <see cref="Definition"/> reads no other definition out of it.</summary>
    public static string DefinitionArn(string? given, AwsScope scope) => given?.StartsWith("arn:", StringComparison.Ordinal) == true ? given : scope.Arn("ecs", "task-definition/" + given);

    /// <param name="given">FAMILY, FAMILY:REVISION or the ARN of one.</param>
    /// <returns>Null as revision when none is given.</returns>
    /// <exception cref="AwsException">The revision is no number, or not written as we write it: IAM has judged the name as it was given.</exception>
    public static (string Family, int? Revision) Definition(string given, AwsScope scope)
    {
        var own = scope.Arn("ecs", "task-definition/");
        if (given.StartsWith("arn:", StringComparison.Ordinal) && !given.StartsWith(own, StringComparison.Ordinal)) return (given, 1); // No family has such a name.
        var name = given.StartsWith(own, StringComparison.Ordinal) ? given[own.Length..] : given;
        var colon = name.LastIndexOf(':');
        if (colon < 0) return (name, null);
        var text = name[(colon + 1)..];
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var revision) && text[0] != '0'
            ? (name[..colon], revision)
            : throw new AwsException("ClientException", $"Invalid revision number. Number: {text}");
    }
}

/// <summary>Where something that belongs to a service is kept.</summary>
internal sealed record OwnedByService(string Cluster, string Service, string Id)
{
    public string RowId => $"{Cluster}/{Service}/{Id}";

    public string ServiceKey => $"{Cluster}/{Service}";
}
