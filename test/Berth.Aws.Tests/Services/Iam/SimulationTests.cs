using Berth.Aws.Tests.Driving;

namespace Berth.Aws.Tests.Services.Iam;

public sealed class SimulationTests(AwsFront berth)
{
    private const string Conditional =
        """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ecs:*","Resource":"*","Condition":{"StringEquals":{"aws:RequestedRegion":"ap-northeast-1"}}},{"Effect":"Deny","Action":"ecs:StopTask","Resource":"*"}]}""";

    private readonly ApiClient client = berth.Client();

    [Fact]
    public async Task Given_policies_are_judged_as_requests_are()
    {
        (string, string)[] request =
        [
            ("PolicyInputList.member.1", Conditional), ("ActionNames.member.1", "ecs:RunTask"), ("ActionNames.member.2", "ecs:StopTask"), ("ActionNames.member.3", "s3:GetObject"),
        ];
        var without = await client.Iam("SimulateCustomPolicy", request);
        Assert.Equal(["implicitDeny", "explicitDeny", "implicitDeny"], without.All("EvalDecision"));
        Assert.Contains("aws:RequestedRegion", without.Value, StringComparison.Ordinal);
        var with = await client.Iam("SimulateCustomPolicy", [.. request,
            ("ContextEntries.member.1.ContextKeyName", "aws:RequestedRegion"), ("ContextEntries.member.1.ContextKeyValues.member.1", "ap-northeast-1"), ("ContextEntries.member.1.ContextKeyType", "string")]);
        Assert.Equal(["allowed", "explicitDeny", "implicitDeny"], with.All("EvalDecision"));
        Assert.Equal(["PolicyInputList.1", "PolicyInputList.1"], with.All("SourcePolicyId"));

        var first = await client.Iam("SimulateCustomPolicy", [.. request, ("MaxItems", "2")]);
        var second = await client.Iam("SimulateCustomPolicy", [.. request, ("Marker", first.Only("Marker"))]);
        Assert.Equal(["s3:GetObject"], second.All("EvalActionName"));
    }

    [Fact]
    public async Task A_users_own_policies_its_groups_and_its_boundary_all_count()
    {
        var (user, group) = (IamScenery.NewName("user"), IamScenery.NewName("group"));
        await client.Iam("CreateUser", ("UserName", user));
        await client.Iam("CreateGroup", ("GroupName", group));
        await client.Iam("PutGroupPolicy", ("GroupName", group), ("PolicyName", "read"), ("PolicyDocument", IamScenery.ReadS3));
        var arn = $"arn:aws:iam::{IamScenery.Account}:user/{user}";
        Assert.Equal("implicitDeny", await Decide(arn));
        await client.Iam("AddUserToGroup", ("GroupName", group), ("UserName", user));
        Assert.Equal("allowed", await Decide(arn));
        await client.Iam("PutUserPermissionsBoundary", ("UserName", user), ("PermissionsBoundary", "arn:aws:iam::aws:policy/AmazonSSMReadOnlyAccess"));
        Assert.Equal("implicitDeny", await Decide(arn));
        Assert.Equal("allowed", await Decide($"arn:aws:iam::{IamScenery.Account}:group/{group}"));
        Assert.Equal("InvalidInput", (await client.IamRefused("SimulatePrincipalPolicy", ("PolicySourceArn", $"arn:aws:iam::{IamScenery.Account}:root"), ("ActionNames.member.1", "s3:GetObject"))).Code);
        Assert.Equal("NoSuchEntity", (await client.IamRefused("SimulatePrincipalPolicy", ("PolicySourceArn", arn + "x"), ("ActionNames.member.1", "s3:GetObject"))).Code);
    }

    [Fact]
    public async Task The_keys_that_policies_ask_for_are_told()
    {
        Assert.Equal("aws:RequestedRegion", (await client.Iam("GetContextKeysForCustomPolicy", ("PolicyInputList.member.1", Conditional))).Only("member"));
        var user = IamScenery.NewName("user");
        await client.Iam("CreateUser", ("UserName", user));
        await client.Iam("PutUserPolicy", ("UserName", user), ("PolicyName", "a"), ("PolicyDocument", Conditional));
        Assert.Equal("aws:RequestedRegion", (await client.Iam("GetContextKeysForPrincipalPolicy", ("PolicySourceArn", $"arn:aws:iam::{IamScenery.Account}:user/{user}"))).Only("member"));
    }

    [Fact]
    public async Task The_account_is_told_in_numbers_and_in_full()
    {
        var user = IamScenery.NewName("user");
        await client.Iam("CreateUser", ("UserName", user));
        await client.Iam("AttachUserPolicy", ("UserName", user), ("PolicyArn", IamScenery.Administrator));
        var summary = (await client.Iam("GetAccountSummary")).Descendants("entry").ToDictionary(e => e.Element("key")!.Value, e => e.Element("value")!.Value);
        Assert.Equal(("2", "5"), (summary["AccessKeysPerUserQuota"], summary["VersionsPerPolicyQuota"]));
        var users = new List<string>();
        string? marker = null;
        do
        {
            var page = await client.Iam("GetAccountAuthorizationDetails", [("Filter.member.1", "User"), ("MaxItems", "3"), .. marker is null ? [] : new[] { ("Marker", marker) }]);
            users.AddRange(page.All("UserName"));
            marker = page.Descendants("Marker").SingleOrDefault()?.Value;
        }
        while (marker is not null);
        Assert.Contains(user, users);
        Assert.Equal(users.Count, users.Distinct(StringComparer.Ordinal).Count());
    }

    private async Task<string> Decide(string source) =>
        (await client.Iam("SimulatePrincipalPolicy", ("PolicySourceArn", source), ("ActionNames.member.1", "s3:GetObject"))).Only("EvalDecision");
}
