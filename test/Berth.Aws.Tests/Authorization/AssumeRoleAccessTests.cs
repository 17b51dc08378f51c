using Berth.Aws.Tests.Driving;
using static Berth.Aws.Tests.Driving.SessionScenery;

namespace Berth.Aws.Tests.Authorization;

/// <summary>A role is assumed by whom its trust policy names; where it names the account, by those of the account whose own policies permit it. Source: IAM user guide, policy evaluation within one account.</summary>
public sealed class AssumeRoleAccessTests(AwsFront berth)
{
    private const string Account = "arn:aws:iam::123456789012:root";

    [Theory]
    //          trust names       own policy   may
    [InlineData("session", "none", true)]
    [InlineData("role", "none", true)]
    [InlineData("account", "none", false)]
    [InlineData("account", "allow", true)]
    [InlineData("other", "allow", false)] // Without the role's consent the caller's own policies do not count.
    [InlineData("session", "deny", false)]
    [InlineData("account", "deny", false)]
    public async Task Trust_and_identity_decide_together(string trust, string own, bool may)
    {
        var target = "target-" + Guid.NewGuid().ToString("N")[..8];
        var arn = "arn:aws:iam::123456789012:role/" + target;
        var caller = await new SessionScenery(berth).Role(own switch { "allow" => [Statement("Allow", "sts:AssumeRole", arn)], "deny" => [Statement("Deny", "sts:AssumeRole")], _ => [] });
        var other = await new SessionScenery(berth).Role();
        var named = trust switch { "session" => caller.SessionArn, "role" => caller.RoleArn, "account" => Account, _ => other.RoleArn };
        await berth.Client().Query("iam", "CreateRole", ("RoleName", target), ("AssumeRolePolicyDocument", Trust(named)));
        var session = await caller.Session();
        if (may)
        {
            Assert.Equal($"arn:aws:sts::123456789012:assumed-role/{target}/me", (await Assume(session, arn)).Descendants("Arn").Single().Value);
            return;
        }

        var refused = await session.QueryRefused("sts", "AssumeRole", ("RoleArn", arn), ("RoleSessionName", "me"));
        Assert.Equal((403, "AccessDenied"), (refused.Status, refused.Code));
        Assert.StartsWith($"User: {caller.SessionArn} is not authorized to perform: sts:AssumeRole on resource: {arn}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_that_is_not_there_is_refused_like_one_that_does_not_trust()
    {
        var caller = await (await new SessionScenery(berth).Role(Statement("Allow", "sts:*"))).Session();
        var refused = await caller.QueryRefused("sts", "AssumeRole", ("RoleArn", "arn:aws:iam::123456789012:role/nobody"), ("RoleSessionName", "me"));
        Assert.Equal("AccessDenied", refused.Code);
        Assert.EndsWith("is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::123456789012:role/nobody", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_external_id_is_a_key_of_the_trust()
    {
        var target = "target-" + Guid.NewGuid().ToString("N")[..8];
        var arn = "arn:aws:iam::123456789012:role/" + target;
        await berth.Client().Query("iam", "CreateRole", ("RoleName", target), ("AssumeRolePolicyDocument", Trust(Account, """{"StringEquals":{"sts:ExternalId":"secret"}}""")));
        Assert.Equal("AccessDenied", (await berth.Client().QueryRefused("sts", "AssumeRole", ("RoleArn", arn), ("RoleSessionName", "me"))).Code);
        await berth.Client().Query("sts", "AssumeRole", ("RoleArn", arn), ("RoleSessionName", "me"), ("ExternalId", "secret"));
    }

    private static Task<System.Xml.Linq.XElement> Assume(ApiClient client, string arn) => client.Query("sts", "AssumeRole", ("RoleArn", arn), ("RoleSessionName", "me"));

    private static string Trust(string principal, string condition = "{}") =>
        $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"{{principal}}"},"Action":"sts:AssumeRole","Condition":{{condition}}}]}""";
}
