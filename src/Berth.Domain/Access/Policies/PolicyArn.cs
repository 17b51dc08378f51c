namespace Berth.Domain.Access;

/// <summary>What IAM demands of a Resource: <c>*</c>, or an ARN whose partition is one and whose vendor is written out.</summary>
internal static class PolicyArn
{
    private static readonly string[] Partitions = ["aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-eusc"];

    private static readonly string[] IamPaths =
    [
        "user/", "federated-user/", "role/", "group/", "instance-profile/", "mfa/", "server-certificate/", "policy/", "sms-mfa/", "saml-provider/", "oidc-provider/", "report/", "access-report/",
    ];

    /// <summary>arn:aws::resource names no vendor.</summary>
    public static bool HasEmptyVendor(string resource) => resource.StartsWith("arn:", StringComparison.Ordinal) && resource.Split(':') is [_, { Length: > 0 }, "", ..];

    /// <summary>arn:aws:s3::bucket has an empty part and one part too few.</summary>
    public static bool LacksParts(string resource) =>
        resource.StartsWith("arn:", StringComparison.Ordinal) && resource.Contains("::", StringComparison.Ordinal) && resource.Count(c => c == ':') < 5 && resource.Split(':') is [_, var partition, ..] && IsPartition(partition);

    /// <returns>Null, or IAM's sentence.</returns>
    public static string? Check(string resource)
    {
        if (resource == "*") return null;
        var parts = resource.Split(':', 6);
        if (parts.Length == 1) return $"Resource {resource} must be in ARN format or \"*\".";
        string Part(int index) => index < parts.Length ? parts[index] : "*";
        if (!IsPartition(parts[1]) || parts[0] != "arn") return $"Partition \"{parts[1]}\" is not valid for resource \"arn:{parts[1]}:{Part(2)}:{Part(3)}:{Part(4)}:{Part(5)}\".";
        if (parts.Length == 2 || parts[2].AsSpan().ContainsAny('*', '?')) return "Resource vendor must be fully qualified and cannot contain regexes.";
        return parts[2] switch
        {
            "iam" => CheckIam(resource, parts),
            "s3" when Part(3) is not ("" or "*") && !Part(5).StartsWith("accesspoint/", StringComparison.Ordinal) => $"Resource {resource} can not contain region information.",
            _ => null,
        };
    }

    private static string? CheckIam(string resource, string[] parts)
    {
        if (parts.Length > 3 && parts[3] is not ("" or "*")) return $"IAM resource {resource} cannot contain region information.";
        var isPath = parts.Length < 6 || parts[5] is "*" or "root" || Array.Exists(IamPaths, p => parts[5].StartsWith(p, StringComparison.Ordinal) || IsWildWithin(parts[5], p));
        return isPath ? null : $"IAM resource path must either be \"*\" or start with {string.Join(", ", IamPaths)}.";
    }

    /// <summary>A wildcard may stand before the path is written out: <c>r*</c>.</summary>
    private static bool IsWildWithin(string path, string start)
    {
        var wildcard = path.AsSpan().IndexOfAny('*', '?');
        return wildcard >= 0 && start.StartsWith(path[..wildcard], StringComparison.Ordinal);
    }

    private static bool IsPartition(string partition) => partition == "*" || Partitions.Contains(partition, StringComparer.Ordinal);
}
