namespace Berth.Aws.Signing;

/// <summary>Whom a key belongs to.</summary>
/// <param name="Arn">arn:aws:iam::ACCOUNT:root, arn:aws:iam::ACCOUNT:user/NAME, or arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION.</param>
/// <param name="UserId">What STS calls UserId: the account for root, AIDA… for a user, <c>AROA…:SESSION</c> for a role session.</param>
/// <param name="RoleArn">Of a role's session; null for others.</param>
public sealed record Principal(string Arn, string UserId, string? RoleArn)
{
    /// <summary>Of an IAM user, or of a session that GetSessionToken made for one; null for others.</summary>
    public string? UserName { get; init; }

    /// <summary>The inline policy that AssumeRole was given, JSON; null for none.</summary>
    public string? SessionPolicy { get; init; }

    /// <summary>Managed policies that AssumeRole was given. With <see cref="SessionPolicy"/> they bound what the session may do.</summary>
    public IReadOnlyList<string> SessionPolicyArns { get; init; } = [];

    /// <summary>The task that these keys were made for. They die with it.</summary>
    public string? TaskArn { get; init; }

    /// <summary>By GetSessionToken: it acts as its user, but for what AWS keeps from such keys.</summary>
    public bool IsSessionToken { get; init; }
}
