using Berth.Aws.Signing;
using Berth.Aws.Tests.Driving;
using Berth.Aws.Tests.Services.Iam;
using Microsoft.Extensions.DependencyInjection;

namespace Berth.Aws.Tests.Services.Sts;

public sealed class SessionOperationsTests(AwsFront berth)
{
    private readonly ApiClient client = berth.Client();
    private readonly string name = IamScenery.NewName("session");

    private string RoleArn => $"arn:aws:iam::{IamScenery.Account}:role/{name}";

    [Fact]
    public async Task A_session_carries_its_policies()
    {
        await CreateRole();
        var answer = await Assume(client, ("Policy", IamScenery.ReadS3), ("PolicyArns.member.1.arn", IamScenery.Administrator));
        Assert.InRange(int.Parse(answer.Only("PackedPolicySize"), null), 1, 100);
        var session = IamScenery.SessionKey(answer);
        var opened = await berth.Services.GetRequiredService<KeyOwners>().Find(session.AccessKeyId, session.SessionToken, CancellationToken.None);
        Assert.Equal((IamScenery.ReadS3, IamScenery.Administrator), (opened.Principal.SessionPolicy, opened.Principal.SessionPolicyArns.Single()));
        var policies = await new Aws.Services.Iam.PrincipalPolicyRows(berth.Store).Find(opened.Principal, CancellationToken.None);
        Assert.Equal(["session policy", "AdministratorAccess"], policies.Session!.Select(p => p.Name));
    }

    [Theory]
    [InlineData("Tags.member.1.Key", "a", "session tags")]
    [InlineData("TransitiveTagKeys.member.1", "a", "session tags")]
    [InlineData("SourceIdentity", "me", "SourceIdentity")]
    [InlineData("TokenCode", "123456", "multi-factor authentication")]
    [InlineData("ProvidedContexts.member.1.ContextAssertion", "abcd", "ProvidedContexts")]
    [InlineData("PolicyArns.member.1.arn", "arn:aws:iam::123456789012:policy/none", "does not exist")]
    [InlineData("DurationSeconds", "7200", "exceeds the MaxSessionDuration")]
    public async Task What_a_session_cannot_have_is_refused_by_name(string member, string value, string text)
    {
        await CreateRole();
        var refused = await client.QueryRefused("sts", "AssumeRole", ("RoleArn", RoleArn), ("RoleSessionName", "me"), (member, value), ("Tags.member.1.Value", "b"));
        Assert.Equal("ValidationError", refused.Code);
        if (!member.StartsWith("Tags", StringComparison.Ordinal)) refused = await client.QueryRefused("sts", "AssumeRole", ("RoleArn", RoleArn), ("RoleSessionName", "me"), (member, value));
        Assert.Contains(text, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_malformed_session_policy_is_refused()
    {
        await CreateRole();
        Assert.Equal("MalformedPolicyDocument", (await client.QueryRefused("sts", "AssumeRole", ("RoleArn", RoleArn), ("RoleSessionName", "me"), ("Policy", "{}"))).Code);
    }

    [Fact]
    public async Task A_session_assumes_another_role_for_an_hour_at_most()
    {
        await CreateRole();
        await client.Query("iam", "UpdateRole", ("RoleName", name), ("MaxSessionDuration", "43200"));
        await client.Query(
            "iam", "PutRolePolicy", ("RoleName", name), ("PolicyName", "chain"),
            ("PolicyDocument", """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"}]}"""));
        var chained = berth.Client(IamScenery.SessionKey(await Assume(client, ("DurationSeconds", "43200"))));
        await Assume(chained);
        var refused = await chained.QueryRefused("sts", "AssumeRole", ("RoleArn", RoleArn), ("RoleSessionName", "me"), ("DurationSeconds", "3601"));
        Assert.Equal(("ValidationError", "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining."), (refused.Code, refused.Message));
    }

    [Fact]
    public async Task A_role_made_anew_does_not_revive_old_sessions()
    {
        await CreateRole();
        var session = berth.Client(IamScenery.SessionKey(await Assume(client)));
        await session.Query("sts", "GetCallerIdentity");
        await client.Query("iam", "DeleteRole", ("RoleName", name));
        Assert.Equal("InvalidClientTokenId", (await session.QueryRefused("sts", "GetCallerIdentity")).Code);
        await CreateRole();
        Assert.Equal("InvalidClientTokenId", (await session.QueryRefused("sts", "GetCallerIdentity")).Code);
        await berth.Client(IamScenery.SessionKey(await Assume(client))).Query("sts", "GetCallerIdentity");
    }

    [Fact]
    public async Task A_session_token_acts_as_its_user_but_not_at_IAM()
    {
        var key = await client.UserKey(name);
        var session = berth.Client(IamScenery.SessionKey(await berth.Client(key).Query("sts", "GetSessionToken")));
        Assert.Equal($"arn:aws:iam::{IamScenery.Account}:user/{name}", (await session.Query("sts", "GetCallerIdentity")).Only("Arn"));
        Assert.Equal("InvalidClientTokenId", (await session.QueryRefused("iam", "ListUsers")).Code);
        var again = await session.QueryRefused("sts", "GetSessionToken");
        Assert.Equal((403, "AccessDenied", "Cannot call GetSessionToken with session credentials"), (again.Status, again.Code, again.Message));

        // The user made anew is somebody else.
        await client.Iam("DeleteAccessKey", ("UserName", name), ("AccessKeyId", key.AccessKeyId));
        await session.Query("sts", "GetCallerIdentity");
        await client.Iam("DeleteUser", ("UserName", name));
        await client.Iam("CreateUser", ("UserName", name));
        Assert.Equal("InvalidClientTokenId", (await session.QueryRefused("sts", "GetCallerIdentity")).Code);
    }

    [Fact]
    public async Task The_account_of_a_long_term_key_is_told()
    {
        Assert.Equal(IamScenery.Account, (await client.Query("sts", "GetAccessKeyInfo", ("AccessKeyId", berth.Keys.RootAccessKeyId))).Only("Account"));
        Assert.Equal("ValidationError", (await client.QueryRefused("sts", "GetAccessKeyInfo", ("AccessKeyId", "AKIAAAAAAAAAAAAAAAAA"))).Code);
        Assert.Contains("ASIA", (await client.QueryRefused("sts", "GetAccessKeyInfo", ("AccessKeyId", "ASIAAAAAAAAAAAAAAAAA"))).Message, StringComparison.Ordinal);
    }

    private Task CreateRole() => client.Query("iam", "CreateRole", ("RoleName", name), ("AssumeRolePolicyDocument", IamScenery.RootTrust));

    private Task<System.Xml.Linq.XElement> Assume(ApiClient who, params (string, string)[] more) => who.Query("sts", "AssumeRole", [("RoleArn", RoleArn), ("RoleSessionName", "me"), .. more]);
}
