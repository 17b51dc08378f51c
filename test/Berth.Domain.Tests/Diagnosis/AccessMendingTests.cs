using Berth.Domain.Access;
using Berth.Domain.Diagnosis;

namespace Berth.Domain.Tests.Diagnosis;

public sealed class AccessMendingTests
{
    private const string Repository = "arn:aws:ecr:ap-northeast-1:123456789012:repository/team/web";
    private const string Secret = "arn:aws:secretsmanager:ap-northeast-1:123456789012:secret:db-AbCdEf";
    private const string Role = "arn:aws:iam::123456789012:role/service/web";

    public static TheoryData<AccessVerdict, string, string, TaskRole, string> Rows => new()
    {
        { AccessVerdict.NoIdentityPolicyAllows, "ecr:GetAuthorizationToken", "*", TaskRole.Execution, "aws iam attach-role-policy --role-name web --policy-arn arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy" },
        { AccessVerdict.NoIdentityPolicyAllows, "logs:CreateLogStream", "*", TaskRole.Both, "aws iam attach-role-policy --role-name web --policy-arn arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy" },
        { AccessVerdict.NoIdentityPolicyAllows, "ecr:GetAuthorizationToken", "*", TaskRole.Task, """aws iam put-role-policy --role-name web --policy-name allow-ecr-GetAuthorizationToken --policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ecr:GetAuthorizationToken","Resource":"*"}]}'""" },
        { AccessVerdict.NoIdentityPolicyAllows, "secretsmanager:GetSecretValue", Secret, TaskRole.Execution, $$"""aws iam put-role-policy --role-name web --policy-name allow-secretsmanager-GetSecretValue-07c574f3 --policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"secretsmanager:GetSecretValue","Resource":"{{Secret}}"}]}'""" },
        { AccessVerdict.DeniedByIdentityPolicy, "ecr:BatchGetImage", Repository, TaskRole.Execution, "aws iam delete-role-policy --role-name web --policy-name deny" },
        { AccessVerdict.DeniedByBoundary, "ecr:BatchGetImage", Repository, TaskRole.Execution, "aws iam delete-role-permissions-boundary --role-name web" },
        { AccessVerdict.NoBoundaryAllows, "ecr:BatchGetImage", Repository, TaskRole.Execution, "aws iam delete-role-permissions-boundary --role-name web" },
        { AccessVerdict.NoSessionPolicyAllows, "ecr:BatchGetImage", Repository, TaskRole.Other, $"aws sts assume-role --role-arn {Role} --role-session-name me" },
        { AccessVerdict.DeniedByResourcePolicy, "ecr:BatchGetImage", Repository, TaskRole.Execution, "aws ecr delete-repository-policy --repository-name team/web" },
        { AccessVerdict.DeniedByResourcePolicy, "secretsmanager:GetSecretValue", Secret, TaskRole.Execution, $"aws secretsmanager delete-resource-policy --secret-id {Secret}" },
        { AccessVerdict.NoResourcePolicyAllows, "kms:Decrypt", "arn:aws:kms:ap-northeast-1:123456789012:key/1234", TaskRole.Execution, "aws kms put-key-policy --key-id 1234 --policy-name default --policy file://<policy.json>" },
        { AccessVerdict.DeniedByResourcePolicy, "s3:GetObject", "arn:aws:s3:::bucket/some/key", TaskRole.Task, "aws s3api delete-bucket-policy --bucket bucket" },
        { AccessVerdict.DeniedByEndpointPolicy, "ecr:BatchGetImage", Repository, TaskRole.Execution, "aws ec2 modify-vpc-endpoint --vpc-endpoint-id deny --reset-policy" },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void One_call_mends_it(AccessVerdict verdict, string action, string resource, TaskRole role, string command) =>
        Assert.Equal(command, AccessMending.Command(Refusal(verdict, action, resource), role));

    [Theory]
    [InlineData("arn:aws:iam::123456789012:role/web", "arn:aws:iam::aws:policy/ReadOnlyAccess", "aws iam detach-role-policy --role-name web --policy-arn arn:aws:iam::aws:policy/ReadOnlyAccess")]
    [InlineData("arn:aws:iam::123456789012:group/team/web", "arn:aws:iam::123456789012:policy/no", "aws iam detach-group-policy --group-name web --policy-arn arn:aws:iam::123456789012:policy/no")]
    [InlineData("arn:aws:iam::123456789012:user/web", null, "aws iam delete-user-policy --user-name web --policy-name deny")]
    public void What_denies_is_taken_from_whoever_has_it(string holder, string? policyArn, string command) =>
        Assert.Equal(command, AccessMending.Command(Refusal(AccessVerdict.DeniedByIdentityPolicy, "ecr:BatchGetImage", "*") with { PolicyHolder = holder, PolicyArn = policyArn }, TaskRole.Execution));

    [Fact]
    public void A_name_that_a_caller_chose_stays_a_name()
    {
        const string nasty = "arn:aws:s3:::bucket/'; rm -rf / #\"$(x)`";
        var command = AccessMending.Command(Refusal(AccessVerdict.NoIdentityPolicyAllows, "s3:GetObject", nasty), TaskRole.Task)!;
        Assert.Equal(2, command.Count(c => c == '\''));
        Assert.DoesNotContain("'", command[(command.IndexOf('\'', StringComparison.Ordinal) + 1)..^1], StringComparison.Ordinal);
        Assert.Equal("aws s3api delete-bucket-policy --bucket 'a'\\''b'", AccessMending.Command(Refusal(AccessVerdict.DeniedByResourcePolicy, "s3:GetObject", "arn:aws:s3:::a'b/key"), TaskRole.Task));
    }

    [Fact]
    public void Every_refusal_has_words_in_both_languages()
    {
        foreach (var verdict in Enum.GetValues<AccessVerdict>().Where(v => v != AccessVerdict.Allowed))
        {
            foreach (var language in Enum.GetValues<Language>())
            {
                var refusal = Refusal(verdict, "ecr:BatchGetImage", Repository);
                Assert.Contains("ecr:BatchGetImage", AccessWords.Call(refusal, TaskRole.Execution, language), StringComparison.Ordinal);
                Assert.NotEmpty(AccessWords.Cause(refusal, language));
                Assert.NotEmpty(AccessMending.Command(refusal, TaskRole.Execution)!);
            }
        }
    }

    internal static AccessEvidence Refusal(AccessVerdict verdict, string action, string resource) => new()
    {
        Action = action,
        Resource = resource,
        PrincipalArn = "arn:aws:sts::123456789012:assumed-role/web/me",
        RoleArn = Role,
        Verdict = verdict,
        PolicyName = verdict is AccessVerdict.NoIdentityPolicyAllows or AccessVerdict.NoSessionPolicyAllows or AccessVerdict.NoResourcePolicyAllows ? null : verdict is AccessVerdict.DeniedByResourcePolicy ? resource : "deny",
    };
}
