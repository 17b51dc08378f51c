using Berth.Aws.Tests.Driving;

namespace Berth.Aws.Tests.Services.Iam;

/// <summary>What IAM judges its own requests by: ARNs with their paths, the policy that is attached, the tags that are given, and the role that is passed.</summary>
public sealed class IamDemandsTests(AwsFront berth)
{
    private readonly ApiClient root = berth.Client();
    private readonly string user = IamScenery.NewName("user");
    private readonly string role = IamScenery.NewName("role");

    [Fact]
    public async Task A_role_is_judged_by_its_ARN_with_its_path()
    {
        await root.Iam("CreateRole", ("RoleName", role), ("Path", "/team/"), ("AssumeRolePolicyDocument", IamScenery.RootTrust));
        var client = await Permit("iam:GetRole", "arn:aws:iam::123456789012:role/team/*");
        Assert.Equal(role, (await client.Iam("GetRole", ("RoleName", role))).Only("RoleName"));
        await root.Iam("CreateRole", ("RoleName", role + "-2"), ("AssumeRolePolicyDocument", IamScenery.RootTrust));
        Assert.Equal("AccessDenied", (await client.IamRefused("GetRole", ("RoleName", role + "-2"))).Code);
        Assert.Equal("AccessDenied", (await client.IamRefused("GetUser")).Code);
    }

    [Fact]
    public async Task Attaching_is_permitted_policy_by_policy()
    {
        await root.Iam("CreateRole", ("RoleName", role), ("AssumeRolePolicyDocument", IamScenery.RootTrust));
        var client = await Permit("iam:AttachRolePolicy", "*", """,{"ArnEquals":{"iam:PolicyARN":"arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"}}""");
        await client.Iam("AttachRolePolicy", ("RoleName", role), ("PolicyArn", "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"));
        Assert.Equal("AccessDenied", (await client.IamRefused("AttachRolePolicy", ("RoleName", role), ("PolicyArn", IamScenery.Administrator))).Code);
    }

    [Fact]
    public async Task A_boundary_can_be_demanded_of_whoever_makes_roles()
    {
        var client = await Permit("iam:CreateRole", "*", """,{"StringEquals":{"iam:PermissionsBoundary":"arn:aws:iam::aws:policy/ReadOnlyAccess","aws:RequestTag/team":"blue"}}""");
        (string, string)[] wish = [("RoleName", role), ("AssumeRolePolicyDocument", IamScenery.RootTrust), ("Tags.member.1.Key", "team"), ("Tags.member.1.Value", "blue")];
        Assert.Equal("AccessDenied", (await client.IamRefused("CreateRole", wish)).Code);
        await client.Iam("CreateRole", [.. wish, ("PermissionsBoundary", "arn:aws:iam::aws:policy/ReadOnlyAccess")]);
        Assert.Equal("arn:aws:iam::aws:policy/ReadOnlyAccess", (await root.Iam("GetRole", ("RoleName", role))).Only("PermissionsBoundaryArn"));
    }

    [Fact]
    public async Task Who_puts_a_role_into_a_profile_passes_it()
    {
        var profile = IamScenery.NewName("profile");
        await root.Iam("CreateRole", ("RoleName", role), ("AssumeRolePolicyDocument", IamScenery.RootTrust));
        await root.Iam("CreateInstanceProfile", ("InstanceProfileName", profile));
        var client = await Permit("iam:AddRoleToInstanceProfile", "*");
        var refused = await client.IamRefused("AddRoleToInstanceProfile", ("InstanceProfileName", profile), ("RoleName", role));
        Assert.Equal("AccessDenied", refused.Code);
        Assert.Contains("iam:PassRole", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>A user that may do one thing.</summary>
    private async Task<ApiClient> Permit(string action, string resource, string condition = "")
    {
        var key = await root.UserKey(user);
        var last = condition.Length == 0 ? "" : $""","Condition":{condition[1..]}""";
        var document = $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"{{action}}","Resource":"{{resource}}"{{last}}}]}""";
        await root.Iam("PutUserPolicy", ("UserName", user), ("PolicyName", "one"), ("PolicyDocument", document));
        return berth.Client(key);
    }
}
