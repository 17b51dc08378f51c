using Berth.Domain.Access;

namespace Berth.Domain.Tests.Access;

/// <summary>Step by step through the evaluation. Policies are written <c>Allow ACTION RESOURCE [PRINCIPAL]</c>, several with semicolons; <c>-</c> is no policy of that kind.</summary>
public sealed class AccessEvaluatorTests
{
    private const string Account = "111122223333";
    private const string Root = "arn:aws:iam::111122223333:root";
    private const string Alice = "arn:aws:iam::111122223333:user/alice";
    private const string Session = "arn:aws:sts::111122223333:assumed-role/deploy/one";
    private const string Role = "arn:aws:iam::111122223333:role/team/deploy";
    private const string Bucket = "arn:aws:s3:::b";
    private const string All = "Allow * *";
    private const string AllOfAll = "Allow * * *";

    [Theory]
    //          who      identity              boundary               session                resource                       endpoint                 verdict
    [InlineData(Alice, All, "-", "-", "-", "-", AccessVerdict.Allowed)]
    [InlineData(Alice, "-", "-", "-", "-", "-", AccessVerdict.NoIdentityPolicyAllows)]
    [InlineData(Alice, "", "-", "-", "-", "-", AccessVerdict.NoIdentityPolicyAllows)]
    [InlineData(Alice, "Allow s3:Get* *", "-", "-", "-", "-", AccessVerdict.Allowed)]
    [InlineData(Alice, "Allow S3:getobject arn:aws:s3:::b", "-", "-", "-", "-", AccessVerdict.Allowed)]
    [InlineData(Alice, "Allow s3:Put* *", "-", "-", "-", "-", AccessVerdict.NoIdentityPolicyAllows)]
    [InlineData(Alice, "Allow s3:Get* arn:aws:s3:::c", "-", "-", "-", "-", AccessVerdict.NoIdentityPolicyAllows)]
    [InlineData(Alice, All + ";Deny s3:* *", "-", "-", "-", "-", AccessVerdict.DeniedByIdentityPolicy)]
    [InlineData(Alice, All, "Deny s3:* *", "-", "-", "-", AccessVerdict.DeniedByBoundary)]
    [InlineData(Alice, All, "Allow ecs:* *", "-", "-", "-", AccessVerdict.NoBoundaryAllows)]
    [InlineData(Alice, All, All, "-", "-", "-", AccessVerdict.Allowed)]
    [InlineData(Alice, "", All, "-", "-", "-", AccessVerdict.NoIdentityPolicyAllows)]
    [InlineData(Session, All, All, "Allow ecs:* *", "-", "-", AccessVerdict.NoSessionPolicyAllows)]
    [InlineData(Session, All, All, "Deny s3:* *", "-", "-", AccessVerdict.DeniedBySessionPolicy)]
    [InlineData(Session, All, "-", All, "-", "-", AccessVerdict.Allowed)]
    [InlineData(Alice, All, "-", "-", "Deny * * *", "-", AccessVerdict.DeniedByResourcePolicy)]
    [InlineData(Alice, All, "-", "-", "Deny * * " + Alice, "-", AccessVerdict.DeniedByResourcePolicy)]
    [InlineData(Alice, All, "-", "-", "Deny * * " + Role, "-", AccessVerdict.Allowed)]
    [InlineData(Session, All, "-", "-", "Deny * * " + Role, "-", AccessVerdict.DeniedByResourcePolicy)]
    [InlineData(Session, All, "-", "-", "Deny * * " + Account, "-", AccessVerdict.DeniedByResourcePolicy)]
    [InlineData(Alice, All, "-", "-", "-", "Deny * * *", AccessVerdict.DeniedByEndpointPolicy)]
    [InlineData(Alice, All, "-", "-", "-", "Allow ecs:* * *", AccessVerdict.NoEndpointPolicyAllows)]
    [InlineData(Alice, All, "-", "-", "-", AllOfAll, AccessVerdict.Allowed)]
    [InlineData(Alice, "", "-", "-", "-", AllOfAll, AccessVerdict.NoIdentityPolicyAllows)]
    // A resource's policy grants: to the user or session fully, to the role within its bounds, to the account only what identity policies permit.
    [InlineData(Alice, "", "", "-", "Allow * * " + Alice, "-", AccessVerdict.Allowed)]
    [InlineData(Alice, "", "Deny s3:* *", "-", "Allow * * " + Alice, "-", AccessVerdict.DeniedByBoundary)]
    [InlineData(Session, "", "", "", "Allow * * " + Session, "-", AccessVerdict.Allowed)]
    [InlineData(Session, "", "", "", AllOfAll, "-", AccessVerdict.Allowed)]
    [InlineData(Session, "", "-", "-", "Allow * * " + Role, "-", AccessVerdict.Allowed)]
    [InlineData(Session, "", "", "-", "Allow * * " + Role, "-", AccessVerdict.NoBoundaryAllows)]
    [InlineData(Session, "", All, "", "Allow * * " + Role, "-", AccessVerdict.NoSessionPolicyAllows)]
    [InlineData(Session, "", "-", "-", "Allow * * " + Account, "-", AccessVerdict.NoIdentityPolicyAllows)]
    [InlineData(Session, "", "-", "-", "Allow * * " + Root, "-", AccessVerdict.NoIdentityPolicyAllows)]
    [InlineData(Session, All, "-", "-", "Allow * * " + Root, "-", AccessVerdict.Allowed)]
    [InlineData(Alice, "", "-", "-", "Allow * * 999999999999", "-", AccessVerdict.NoIdentityPolicyAllows)]
    [InlineData(Alice, "", "-", "-", "Allow * * Service=ecs-tasks.amazonaws.com", "-", AccessVerdict.NoIdentityPolicyAllows)]
    [InlineData(Alice, "", "-", "-", "Allow * * Federated=*", "-", AccessVerdict.NoIdentityPolicyAllows)]
    // Root is bound by resources' and endpoints' policies alone.
    [InlineData(Root, "-", "-", "-", "-", "-", AccessVerdict.Allowed)]
    [InlineData(Root, "Deny * *", "Deny * *", "Deny * *", "-", "-", AccessVerdict.Allowed)]
    [InlineData(Root, "-", "-", "-", "Deny * * *", "-", AccessVerdict.DeniedByResourcePolicy)]
    [InlineData(Root, "-", "-", "-", "-", "Deny * * *", AccessVerdict.DeniedByEndpointPolicy)]
    [InlineData(Root, "-", "-", "-", "-", "", AccessVerdict.NoEndpointPolicyAllows)]
    // A service has only what the resource grants it.
    [InlineData("ecs-tasks.amazonaws.com", "-", "-", "-", "Allow * * Service=ecs-tasks.amazonaws.com", "-", AccessVerdict.Allowed)]
    [InlineData("ecs-tasks.amazonaws.com", All, "-", "-", "Allow * * Service=ec2.amazonaws.com", "-", AccessVerdict.NoResourcePolicyAllows)]
    [InlineData("ecs-tasks.amazonaws.com", All, "-", "-", "Allow * * " + Account, "-", AccessVerdict.NoResourcePolicyAllows)]
    // NotAction, NotResource, NotPrincipal.
    [InlineData(Alice, "Allow !ecs:* *", "-", "-", "-", "-", AccessVerdict.Allowed)]
    [InlineData(Alice, "Allow !s3:* *", "-", "-", "-", "-", AccessVerdict.NoIdentityPolicyAllows)]
    [InlineData(Alice, "Allow * !arn:aws:s3:::c", "-", "-", "-", "-", AccessVerdict.Allowed)]
    [InlineData(Alice, "Allow * !arn:aws:s3:::*", "-", "-", "-", "-", AccessVerdict.NoIdentityPolicyAllows)]
    [InlineData(Alice, All, "-", "-", "Deny * * !" + Alice, "-", AccessVerdict.DeniedByResourcePolicy)]
    [InlineData(Alice, All, "-", "-", "Deny * * !" + Alice + "," + Account, "-", AccessVerdict.Allowed)]
    [InlineData(Session, All, "-", "-", "Deny * * !" + Session + "," + Account, "-", AccessVerdict.DeniedByResourcePolicy)]
    [InlineData(Session, All, "-", "-", "Deny * * !" + Session + "," + Role + "," + Root, "-", AccessVerdict.Allowed)]
    [InlineData(Session, All, "-", "-", "Deny * * !" + Alice, "-", AccessVerdict.DeniedByResourcePolicy)]
    [InlineData(Root, "-", "-", "-", "Deny * * !" + Root, "-", AccessVerdict.Allowed)]
    public void Decides(string who, string identity, string boundary, string session, string resource, string endpoint, AccessVerdict expected) =>
        Assert.Equal(expected, Decide(who, identity, boundary, session, resource, endpoint, mustAllow: false).Verdict);

    [Theory]
    [InlineData(Alice, All, "-", AccessVerdict.NoResourcePolicyAllows)]
    [InlineData(Alice, All, "", AccessVerdict.NoResourcePolicyAllows)]
    [InlineData(Alice, All, "Allow * * " + Root, AccessVerdict.Allowed)]
    [InlineData(Alice, "", "Allow * * " + Root, AccessVerdict.NoIdentityPolicyAllows)]
    [InlineData(Alice, "", "Allow * * " + Alice, AccessVerdict.Allowed)]
    [InlineData(Alice, All, "Allow * * " + Session, AccessVerdict.NoResourcePolicyAllows)]
    [InlineData(Root, "-", "Allow * * " + Alice, AccessVerdict.NoResourcePolicyAllows)]
    [InlineData(Root, "-", "Allow * * " + Root, AccessVerdict.Allowed)]
    public void A_key_or_role_must_consent(string who, string identity, string resource, AccessVerdict expected) =>
        Assert.Equal(expected, Decide(who, identity, "-", "-", resource, "-", mustAllow: true).Verdict);

    [Fact]
    public void A_refusal_names_the_statement_that_denies()
    {
        NamedPolicy policy = new("guard", "arn:aws:iam::111122223333:policy/guard", Alice, PolicySource.Identity, """{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Sid":"NoReading","Effect":"Deny","Action":"s3:Get*","Resource":"*"}]}""");
        var decision = AccessEvaluator.Decide("s3:GetObject", Bucket, new(Alice, null, Account), AccessKeys.None, new(AccessPolicies.Compile([policy]), null, null, null, null));
        Assert.Equal(new AccessDecision { Verdict = AccessVerdict.DeniedByIdentityPolicy, Policy = policy, Sid = "NoReading", Statement = 1 }, decision);
    }

    [Fact]
    public void A_refusal_names_the_key_whose_condition_kept_it()
    {
        NamedPolicy policy = new("own", null, Alice, PolicySource.Identity, """
            {"Version":"2012-10-17","Statement":[
              {"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::c","Condition":{"Bool":{"aws:SecureTransport":"true"}}},
              {"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/team":"${aws:PrincipalTag/team}"}}}]}
            """);
        var identity = AccessPolicies.Compile([policy]);
        Assert.Equal("aws:ResourceTag/team", AccessEvaluator.Decide("s3:GetObject", Bucket, new(Alice, null, Account), AccessKeys.None, new(identity, null, null, null, null)).ConditionKey);
        Assert.Equal(["aws:SecureTransport", "aws:ResourceTag/team", "aws:PrincipalTag/team"], identity.Keys);
        Assert.True(identity.UsesKey("AWS:resourcetag/") && identity.UsesKey("aws:PrincipalTag/") && !identity.UsesKey("aws:RequestTag/"));
    }

    [Fact]
    public void An_allowed_request_costs_no_memory()
    {
        var identity = AccessPolicies.Compile([Policy(PolicySource.Identity, "Deny ecs:* *;Allow s3:* arn:aws:s3:::${aws:username}*")]);
        var (principal, sets) = (new AccessPrincipal(Alice, null, Account), new AccessPolicySets(identity, null, null, null, null));
        var keys = new AccessKeys([KeyValuePair.Create("aws:username", (IReadOnlyList<string>)["b"])]);
        Assert.True(AccessEvaluator.Decide("s3:GetObject", Bucket, principal, keys, sets).IsAllowed);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) AccessEvaluator.Decide("s3:GetObject", Bucket, principal, keys, sets);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void More_actions_than_are_remembered_are_decided_alike()
    {
        var identity = AccessPolicies.Compile([Policy(PolicySource.Identity, "Allow s3:Get1* *")]);
        var allowed = Enumerable.Range(0, 5000).Where(i => AccessEvaluator.Decide($"s3:Get{i}", Bucket, new(Alice, null, Account), AccessKeys.None, new(identity, null, null, null, null)).IsAllowed);
        Assert.Equal(Enumerable.Range(0, 5000).Where(i => $"{i}".StartsWith('1')), allowed);
    }

    private static AccessDecision Decide(string who, string identity, string boundary, string session, string resource, string endpoint, bool mustAllow)
    {
        AccessPolicies? Of(PolicySource source, string text) => text == "-" ? null : AccessPolicies.Compile([Policy(source, text)]);
        var sets = new AccessPolicySets(Of(PolicySource.Identity, identity), Of(PolicySource.Boundary, boundary), Of(PolicySource.Session, session), Of(PolicySource.Resource, resource), Of(PolicySource.Endpoint, endpoint));
        var principal = new AccessPrincipal(who, who == Session ? Role : null, Account) { Service = who.StartsWith("arn:", StringComparison.Ordinal) ? null : who };
        return AccessEvaluator.Decide("s3:GetObject", Bucket, principal, AccessKeys.None, sets with { ResourceMustAllow = mustAllow });
    }

    /// <summary><c>!</c> before a part stands for Not.</summary>
    private static NamedPolicy Policy(PolicySource source, string text)
    {
        static string Part(string name, string value) => value.StartsWith('!') ? $"\"Not{name}\":\"{value[1..]}\"" : $"\"{name}\":\"{value}\"";
        static string Who(string value)
        {
            var (not, names) = value.StartsWith('!') ? ("Not", value[1..]) : ("", value);
            var (kind, list) = names.Contains('=', StringComparison.Ordinal) ? (names.Split('=')[0], names.Split('=')[1]) : ("AWS", names);
            return names == "*" ? $"\"{not}Principal\":\"*\"" : $"\"{not}Principal\":{{\"{kind}\":[{string.Join(',', list.Split(',').Select(n => $"\"{n}\""))}]}}";
        }

        var statements = text.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(s => s.Split(' ')).Select(s => $"{{\"Effect\":\"{s[0]}\",{Part("Action", s[1])},{Part("Resource", s[2])}{(s.Length > 3 ? "," + Who(s[3]) : "")}}}");
        return new(source.ToString(), null, null, source, $$"""{"Version":"2012-10-17","Statement":[{{string.Join(',', statements)}}]}""");
    }
}
