namespace Berth.Domain.Network;

/// <summary>An AWS service that we serve, as networks know it.</summary>
/// <param name="Name">The last part of its endpoint service's name: <c>ecr.api</c>.</param>
/// <param name="Number">Of its public address in the pool: fixed, never reused.</param>
/// <param name="HostNames">With <c>{region}</c> and, where the account is part of the name, <c>*.</c> in front.</param>
/// <param name="Variable">What follows AWS_ENDPOINT_URL_ in the variable by which SDKs find it; null where no SDK asks.</param>
/// <param name="EndpointTypes">Which endpoints AWS has for it: Interface, Gateway, both or none.</param>
public sealed record PublicService(string Name, int Number, IReadOnlyList<string> HostNames, string? Variable, IReadOnlyList<string> EndpointTypes);

/// <summary>The services that a VPC can reach, each under its real names at a public address of its own. Source: AWS general reference, service endpoints; VPC user guide, AWS services that integrate with PrivateLink.</summary>
public static class PublicServices
{
    public const string EcrApi = "ecr.api";
    public const string EcrDkr = "ecr.dkr";
    public const string S3 = "s3";
    public const string Logs = "logs";

    /// <summary>Every service answers on this port, with TLS and without.</summary>
    public const int Port = 443;

    /// <summary>The first addresses of the pool are the services'; what tasks and gateways get comes behind them.</summary>
    public const int Reserved = 64;

    private static readonly string[] Interface = ["Interface"];

    public static readonly IReadOnlyList<PublicService> All =
    [
        new("ecs", 1, ["ecs.{region}.amazonaws.com"], "ECS", Interface),
        new(EcrApi, 2, ["api.ecr.{region}.amazonaws.com"], "ECR", Interface),
        new(EcrDkr, 3, ["*.dkr.ecr.{region}.amazonaws.com"], null, Interface),
        new(S3, 4, ["s3.{region}.amazonaws.com", "*.s3.{region}.amazonaws.com", "s3.amazonaws.com"], "S3", ["Interface", "Gateway"]),
        new(Logs, 5, ["logs.{region}.amazonaws.com"], "CLOUDWATCH_LOGS", Interface),
        new("sts", 6, ["sts.{region}.amazonaws.com", "sts.amazonaws.com"], "STS", Interface),
        new("ec2", 7, ["ec2.{region}.amazonaws.com"], "EC2", Interface),
        new("iam", 8, ["iam.amazonaws.com"], "IAM", []),
        new("secretsmanager", 9, ["secretsmanager.{region}.amazonaws.com"], "SECRETS_MANAGER", Interface),
        new("ssm", 10, ["ssm.{region}.amazonaws.com"], "SSM", Interface),
        new("kms", 11, ["kms.{region}.amazonaws.com"], "KMS", Interface),
        new("servicequotas", 12, ["servicequotas.{region}.amazonaws.com"], "SERVICE_QUOTAS", []),
    ];

    public static PublicService Find(string name) => All.First(s => s.Name == name);

    /// <summary>Whose name this is; null when it is none of ours.</summary>
    public static PublicService? ByHostName(string hostName, string region)
    {
        var name = hostName.TrimEnd('.').ToLowerInvariant();
        return All.FirstOrDefault(s => s.HostNames.Any(h => Matches(h.Replace("{region}", region, StringComparison.Ordinal), name)));
    }

    /// <summary>The one name that stands for the service in variables and messages.</summary>
    public static string HostName(PublicService service, string region) => service.HostNames[0].Replace("{region}", region, StringComparison.Ordinal);

    public static uint Address(PublicService service, PublicPool pool) => (uint)(pool.Range.First + service.Number);

    /// <summary>Whose address this is; null when it is none of the services'.</summary>
    public static PublicService? ByAddress(uint address, PublicPool pool) => pool.Services.Contains(address) ? All.FirstOrDefault(s => Address(s, pool) == address) : null;

    /// <summary>Sample: <c>com.amazonaws.ap-northeast-1.ecr.api</c>.</summary>
    public static string EndpointServiceName(PublicService service, string region) => $"com.amazonaws.{region}.{service.Name}";

    private static bool Matches(string pattern, string name) => pattern.StartsWith("*.", StringComparison.Ordinal)
        ? name.EndsWith(pattern[1..], StringComparison.Ordinal) && name.Length > pattern.Length - 1
        : name == pattern;
}
