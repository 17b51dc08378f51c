using Berth.Domain.Access;
using CsCheck;

namespace Berth.Domain.Tests.Access;

public sealed class TrustPolicyTests
{
    private const string Cluster = "arn:aws:ecs:ap-northeast-1:123456789012:cluster/default";

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
    [InlineData("""{"Statement":[{"Effect":"Allow\udc00","Principal":"*","Action":"*"}]}""", false)]
    public void Which_service_may_assume(string document, bool expected) =>
        Assert.Equal(expected, TrustPolicy.LetsServiceAssume(document, TrustPolicy.Tasks, Cluster, "123456789012"));

    [Theory]
    [InlineData("arn:aws:iam::123456789012:root", true)]
    [InlineData("123456789012", true)]
    [InlineData("arn:aws:iam::123456789012:role/team/deployer", true)]
    [InlineData("arn:aws:iam::123456789012:role/deployer", false)]
    [InlineData("arn:aws:iam::123456789012:role/other", false)]
    [InlineData("arn:aws:iam::999999999999:root", false)]
    public void Which_principal_may_assume(string named, bool expected)
    {
        var document = $$"""{"Statement":[{"Effect":"Allow","Principal":{"AWS":"{{named}}"},"Action":"sts:AssumeRole"}]}""";
        Assert.Equal(expected, LetsPrincipal(document, "arn:aws:sts::123456789012:assumed-role/deployer/session", "arn:aws:iam::123456789012:role/team/deployer", null));
    }

    [Theory]
    [InlineData("""{"StringEquals":{"aws:SourceAccount":"123456789012"}}""", true)]
    [InlineData("""{"StringEquals":{"aws:sourceaccount":["1","123456789012"]}}""", true)]
    [InlineData("""{"StringEquals":{"aws:SourceAccount":"999999999999"}}""", false)]
    [InlineData("""{"ArnLike":{"aws:SourceArn":"arn:aws:ecs:ap-northeast-1:123456789012:*"}}""", true)]
    [InlineData("""{"ArnLike":{"aws:SourceArn":"arn:aws:ecs:us-east-1:123456789012:*"}}""", false)]
    [InlineData("""{"ArnLike":{"aws:SourceArn":"arn:aws:ecs:*"},"StringNotEquals":{"aws:SourceAccount":"123456789012"}}""", false)]
    [InlineData("""{"StringEquals":{"sts:ExternalId":"x"}}""", false)]
    [InlineData("""{"StringEqualsIfExists":{"sts:ExternalId":"x"}}""", true)]
    [InlineData("""{"Null":{"sts:ExternalId":"true"}}""", true)]
    [InlineData("""{"StringLike":{"aws:SourceAccount":"1?345*12"}}""", true)]
    [InlineData("""{"StringLike":{"aws:SourceAccount":"*1*2*3*4*"}}""", true)]
    [InlineData("""{"StringLike":{"aws:SourceAccount":"?23"}}""", false)]
    [InlineData("""{"StringLike":{"aws:SourceAccount":"123456789012?*"}}""", false)]
    [InlineData("""{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}""", false)]
    [InlineData("""{"SoundsLike":{"aws:SourceAccount":"123456789012"}}""", false)]
    [InlineData("[]", false)]
    public void A_condition_is_judged_and_one_that_cannot_be_counts_against_the_caller(string condition, bool expected)
    {
        string Document(string effect) => $$"""{"Effect":"{{effect}}","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole","Condition":{{condition}}}""";
        Assert.Equal(expected, Lets($$"""{"Statement":[{{Document("Allow")}}]}"""));
        var unreadable = condition.Contains("SoundsLike", StringComparison.Ordinal) || condition == "[]";
        Assert.Equal(!expected && !unreadable, Lets($$"""{"Statement":[{{Document("Deny")}},{"Effect":"Allow","Principal":"*","Action":"*"}]}"""));
    }

    [Theory]
    [InlineData("secret", true)]
    [InlineData("guess", false)]
    [InlineData(null, false)]
    public void An_external_id_must_be_the_right_one(string? given, bool expected)
    {
        const string Document = """{"Statement":[{"Effect":"Allow","Principal":{"AWS":"123456789012"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"secret"}}}]}""";
        Assert.Equal(expected, LetsPrincipal(Document, "arn:aws:iam::123456789012:user/me", null, given));
    }

    [Fact]
    public void A_pattern_may_be_long() =>
        Assert.False(Lets("""{"Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Condition":{"StringLike":{"aws:SourceArn":"LONG*?*"}}}]}""".Replace("LONG", new string('x', 100_000), StringComparison.Ordinal)));

    [Fact]
    public void Safety_a_policy_that_names_nobody_lets_nobody() => Gen.String.Sample(text =>
        Assert.False(TrustPolicy.LetsServiceAssume(text, TrustPolicy.Tasks, Cluster, "123456789012") && !text.Contains("ecs-tasks", StringComparison.Ordinal) && !text.Contains('*')));

    /// <summary>As STS asks: whoever has every permission of the account's, and yet assumes only roles that trust him.</summary>
    private static bool LetsPrincipal(string document, string arn, string? roleArn, string? externalId)
    {
        var all = AccessPolicies.Compile([new("all", null, null, PolicySource.Identity, """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}""")]);
        var trust = AccessPolicies.Compile([new("trust policy", null, null, PolicySource.Resource, document)]);
        var keys = new AccessKeys(externalId is null ? [] : [KeyValuePair.Create("sts:ExternalId", (IReadOnlyList<string>)[externalId])]);
        var sets = new AccessPolicySets(all, null, null, trust, null) { ResourceMustAllow = true };
        return AccessEvaluator.Decide("sts:AssumeRole", "arn:aws:iam::123456789012:role/target", new(arn, roleArn, "123456789012"), keys, sets).Verdict == AccessVerdict.Allowed;
    }

    private static bool Lets(string document) => TrustPolicy.LetsServiceAssume(document, TrustPolicy.Tasks, Cluster, "123456789012");
}
