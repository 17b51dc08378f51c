namespace Berth.Aws.Signing;

/// <summary>Whom a key belongs to.</summary>
/// <param name="Arn">arn:aws:iam::ACCOUNT:root, or arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION.</param>
/// <param name="RoleArn">Of a role's session; null for root.</param>
public sealed record Principal(string Arn, string UserId, string? RoleArn);
