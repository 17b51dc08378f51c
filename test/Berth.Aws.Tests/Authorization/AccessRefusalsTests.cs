using Berth.Aws.Authorization;
using Berth.Domain.Access;

namespace Berth.Aws.Tests.Authorization;

/// <summary>Each service's own code, status and words.</summary>
public sealed class AccessRefusalsTests
{
    private const string Who = "User: arn:aws:iam::123456789012:user/alice is not authorized to perform: ";

    [Theory]
    [InlineData("ecs", "ecs:RunTask", "arn:x", "AccessDeniedException", 400, Who + "ecs:RunTask on resource: arn:x because no identity-based policy allows the ecs:RunTask action")]
    [InlineData("ecs", "iam:PassRole", "arn:x", "AccessDeniedException", 400, Who + "iam:PassRole on resource: arn:x because no identity-based policy allows the iam:PassRole action")]
    [InlineData("ecr", "ecr:GetAuthorizationToken", "*", "AccessDeniedException", 400, Who + "ecr:GetAuthorizationToken on resource: * because no identity-based policy allows the ecr:GetAuthorizationToken action")]
    [InlineData("logs", "logs:PutLogEvents", "arn:x", "AccessDeniedException", 400, Who + "logs:PutLogEvents on resource: arn:x because no identity-based policy allows the logs:PutLogEvents action")]
    [InlineData("secretsmanager", "secretsmanager:GetSecretValue", "arn:x", "AccessDeniedException", 400, Who + "secretsmanager:GetSecretValue on resource: arn:x because no identity-based policy allows the secretsmanager:GetSecretValue action")]
    [InlineData("ssm", "ssm:GetParameters", "arn:x", "AccessDeniedException", 400, Who + "ssm:GetParameters on resource: arn:x because no identity-based policy allows the ssm:GetParameters action")]
    [InlineData("kms", "kms:Decrypt", "arn:x", "AccessDeniedException", 400, Who + "kms:Decrypt on resource: arn:x because no identity-based policy allows the kms:Decrypt action")]
    [InlineData("iam", "iam:CreateRole", "arn:x", "AccessDenied", 403, Who + "iam:CreateRole on resource: arn:x because no identity-based policy allows the iam:CreateRole action")]
    [InlineData("sts", "sts:AssumeRole", "arn:x", "AccessDenied", 403, Who + "sts:AssumeRole on resource: arn:x")]
    [InlineData("s3", "s3:GetObject", "arn:x", "AccessDenied", 403, Who + "s3:GetObject on resource: \"arn:x\" because no identity-based policy allows the s3:GetObject action")]
    [InlineData("ec2", "ec2:DescribeVpcs", "*", "UnauthorizedOperation", 403, "You are not authorized to perform this operation. " + Who + "ec2:DescribeVpcs because no identity-based policy allows the ec2:DescribeVpcs action")]
    [InlineData("ec2", "ec2:DeleteVpc", "arn:x", "UnauthorizedOperation", 403, "You are not authorized to perform this operation. " + Who + "ec2:DeleteVpc on resource: arn:x because no identity-based policy allows the ec2:DeleteVpc action")]
    public void Nobody_permits(string service, string action, string resource, string code, int status, string words) =>
        Check(AccessVerdict.NoIdentityPolicyAllows, service, action, resource, code, status, words);

    [Theory]
    [InlineData(AccessVerdict.DeniedByIdentityPolicy, "with an explicit deny in an identity-based policy")]
    [InlineData(AccessVerdict.DeniedByBoundary, "with an explicit deny in a permissions boundary")]
    [InlineData(AccessVerdict.DeniedBySessionPolicy, "with an explicit deny in a session policy")]
    [InlineData(AccessVerdict.DeniedByResourcePolicy, "with an explicit deny in a resource-based policy")]
    [InlineData(AccessVerdict.DeniedByEndpointPolicy, "with an explicit deny in a VPC endpoint policy")]
    [InlineData(AccessVerdict.NoBoundaryAllows, "because no permissions boundary allows the ecs:RunTask action")]
    [InlineData(AccessVerdict.NoSessionPolicyAllows, "because no session policy allows the ecs:RunTask action")]
    [InlineData(AccessVerdict.NoResourcePolicyAllows, "because no resource-based policy allows the ecs:RunTask action")]
    [InlineData(AccessVerdict.NoEndpointPolicyAllows, "because no VPC endpoint policy allows the ecs:RunTask action")]
    public void Every_verdict_has_its_words(AccessVerdict verdict, string words) =>
        Check(verdict, "ecs", "ecs:RunTask", "arn:x", "AccessDeniedException", 400, Who + "ecs:RunTask on resource: arn:x " + words);

    private static void Check(AccessVerdict verdict, string service, string action, string resource, string code, int status, string words)
    {
        var error = AccessRefusals.ToAws(service, new() { Action = action, Resource = resource, PrincipalArn = "arn:aws:iam::123456789012:user/alice", Verdict = verdict });
        Assert.Equal((code, status, words), (error.Code, error.Status, error.Message));
    }
}
