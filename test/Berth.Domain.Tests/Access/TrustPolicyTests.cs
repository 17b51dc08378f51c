using Berth.Domain.Access;
using CsCheck;

namespace Berth.Domain.Tests.Access;

public sealed class TrustPolicyTests
{
    private const string ForTasks = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole"}]}""";

    [Theory]
    [InlineData(ForTasks, true)]
    [InlineData("""{"Statement":{"Effect":"Allow","Principal":{"Service":["ec2.amazonaws.com","ecs-tasks.amazonaws.com"]},"Action":["sts:*"]}}""", true)]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}""", false)]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":{"AWS":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole"}]}""", false)]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:TagSession"}]}""", false)]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":"*","Action":"*"},{"Effect":"Deny","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole"}]}""", false)]
    [InlineData("not json", false)]
    [InlineData("{}", false)]
    public void Which_service_may_assume(string document, bool expected) =>
        Assert.Equal(expected, TrustPolicy.LetsServiceAssume(document, TrustPolicy.Tasks));

    [Theory]
    [InlineData("arn:aws:iam::123456789012:root", true)]
    [InlineData("123456789012", true)]
    [InlineData("arn:aws:iam::123456789012:role/deployer", true)]
    [InlineData("arn:aws:iam::123456789012:role/other", false)]
    [InlineData("arn:aws:iam::999999999999:root", false)]
    public void Which_principal_may_assume(string named, bool expected)
    {
        var document = $$"""{"Statement":[{"Effect":"Allow","Principal":{"AWS":"{{named}}"},"Action":"sts:AssumeRole"}]}""";
        Assert.Equal(expected, TrustPolicy.LetsPrincipalAssume(document, "arn:aws:sts::123456789012:assumed-role/deployer/session", "123456789012"));
    }

    [Fact]
    public void Safety_a_policy_that_names_nobody_lets_nobody() => Gen.String.Sample(text =>
        Assert.False(TrustPolicy.LetsServiceAssume(text, TrustPolicy.Tasks) && !text.Contains("ecs-tasks", StringComparison.Ordinal) && !text.Contains('*')));
}
