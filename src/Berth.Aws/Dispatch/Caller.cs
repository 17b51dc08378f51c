using Berth.Aws.Signing;
using Berth.Domain.Kernel;

namespace Berth.Aws.Dispatch;

/// <summary>Who signed a request, once the signature is verified.</summary>
/// <param name="Arn">The principal: <c>arn:aws:iam::123456789012:root</c>, <c>arn:aws:iam::123456789012:user/NAME</c>, or <c>arn:aws:sts::123456789012:assumed-role/ROLE/SESSION</c>.</param>
/// <param name="UserId">What STS calls UserId: the account for root, <c>AIDA…</c> for a user, <c>AROA…:SESSION</c> for a role session.</param>
/// <param name="Scope">Partition, region and account that the request is about.</param>
/// <param name="RequestId">Of this request, for errors and logs.</param>
public sealed record Caller(string Arn, string UserId, AwsScope Scope, string RequestId)
{
    /// <summary>Of a role's session: the role, with its path. Null for others.</summary>
    public string? RoleArn { get; init; }

    /// <summary>What the key that signed belongs to, with everything that bounds it.</summary>
    public required Principal Principal { get; init; }

    /// <summary>Who answers, by AWS's short name (<c>ecs</c>): what IAM refuses is worded as that service words it. Empty: as the refused action's own service does.</summary>
    public string Service { get; init; } = "";

    /// <summary>Condition keys that follow from how the request came: <c>aws:SourceIp</c>, <c>aws:SecureTransport</c>, <c>aws:SourceVpce</c>.</summary>
    public IReadOnlyDictionary<string, string> RequestKeys { get; init; } = new Dictionary<string, string>();

    /// <summary>The scheme, host and port by which the caller reached us, such as <c>http://127.0.0.1:4566</c>.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>It came to the service's own public address, as everybody in a VPC does, and finds other services at theirs.</summary>
    public bool AtServiceAddress { get; init; }
}
