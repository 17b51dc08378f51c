using Berth.Domain.Access;

namespace Berth.Domain.Tests.Access;

public sealed class AwsManagedPoliciesTests
{
    public static TheoryData<string> Arns => [.. AwsManagedPolicies.All.Select(p => p.Arn)];

    [Theory]
    [MemberData(nameof(Arns))]
    public void Each_is_a_policy_that_IAM_would_take(string arn)
    {
        var policy = AwsManagedPolicies.Find(arn)!;
        Assert.Null(PolicyGrammar.Check(policy.Document, PolicyUse.Managed));
        Assert.Equal(policy.DefaultVersionId, policy.AllVersions.Single().VersionId);
        Assert.EndsWith(policy.Path + policy.Name, policy.Arn, StringComparison.Ordinal);
        Assert.True(policy.CreatedAt <= policy.UpdatedAt);
    }

    [Theory]
    [InlineData("AdministratorAccess", "iam:DeleteUser", true)]
    [InlineData("PowerUserAccess", "iam:DeleteUser", false)]
    [InlineData("PowerUserAccess", "ecs:RunTask", true)]
    [InlineData("ReadOnlyAccess", "ecs:DescribeTasks", true)]
    [InlineData("ReadOnlyAccess", "ecs:RunTask", false)]
    [InlineData("service-role/AmazonECSTaskExecutionRolePolicy", "ecr:BatchGetImage", true)]
    [InlineData("service-role/AmazonECSTaskExecutionRolePolicy", "logs:CreateLogGroup", false)]
    [InlineData("service-role/AmazonEC2ContainerServiceforEC2Role", "ecs:SubmitTaskStateChange", true)]
    [InlineData("AmazonEC2ContainerRegistryPowerUser", "ecr:PutImage", true)]
    [InlineData("AmazonEC2ContainerRegistryReadOnly", "ecr:PutImage", false)]
    public void They_permit_what_AWS_says_they_do(string name, string action, bool permits)
    {
        var policy = AwsManagedPolicies.Find("arn:aws:iam::aws:policy/" + name)!;
        var identity = AccessPolicies.Compile([new(policy.Name, policy.Arn, null, PolicySource.Identity, policy.Document)]);
        var decision = AccessEvaluator.Decide(action, "*", new("arn:aws:iam::123456789012:user/me", null, "123456789012") { UserName = "me" }, AccessKeys.None, new(identity, null, null, null, null));
        Assert.Equal(permits, decision.IsAllowed);
    }
}
