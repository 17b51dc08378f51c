using System.Globalization;
using Berth.Aws.Tests.Driving;

namespace Berth.Aws.Tests.Services.Iam;

public sealed class PolicyOperationsTests(AwsFront berth)
{
    private readonly ApiClient client = berth.Client();
    private readonly string name = IamScenery.NewName("policy");

    private string Arn => $"arn:aws:iam::{IamScenery.Account}:policy/{name}";

    [Fact]
    public async Task A_policy_has_five_versions_and_a_default_among_them()
    {
        await Create();
        for (var i = 2; i <= 5; i++) await client.Iam("CreatePolicyVersion", ("PolicyArn", Arn), ("PolicyDocument", Document(i)), ("SetAsDefault", i == 3 ? "true" : "false"));
        Assert.Equal(
            ("LimitExceeded", "A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version."),
            await client.IamRefused("CreatePolicyVersion", ("PolicyArn", Arn), ("PolicyDocument", Document(6))));
        Assert.Equal("v3", (await client.Iam("GetPolicy", ("PolicyArn", Arn))).Only("DefaultVersionId"));
        Assert.Equal(["v5", "v4", "v3", "v2", "v1"], (await client.Iam("ListPolicyVersions", ("PolicyArn", Arn))).All("VersionId"));
        Assert.Equal(("DeleteConflict", "Cannot delete the default version of a policy."), await client.IamRefused("DeletePolicyVersion", ("PolicyArn", Arn), ("VersionId", "v3")));
        await client.Iam("DeletePolicyVersion", ("PolicyArn", Arn), ("VersionId", "v5"));

        // Numbers are not used again.
        Assert.Equal("v6", (await client.Iam("CreatePolicyVersion", ("PolicyArn", Arn), ("PolicyDocument", Document(6)))).Only("VersionId"));
        await client.Iam("SetDefaultPolicyVersion", ("PolicyArn", Arn), ("VersionId", "v6"));
        var version = await client.Iam("GetPolicyVersion", ("PolicyArn", Arn), ("VersionId", "v6"));
        Assert.Equal((Uri.EscapeDataString(Document(6)), "true"), (version.Only("Document"), version.Only("IsDefaultVersion")));
        Assert.Equal(
            ("NoSuchEntity", $"Policy {Arn} version v5 does not exist or is not attachable."), await client.IamRefused("GetPolicyVersion", ("PolicyArn", Arn), ("VersionId", "v5")));
    }

    [Fact]
    public async Task A_policy_is_deleted_last_of_its_versions_and_attached_to_nobody()
    {
        await Create();
        var role = IamScenery.NewName("role");
        await client.Iam("CreateRole", ("RoleName", role), ("AssumeRolePolicyDocument", IamScenery.RootTrust), ("PermissionsBoundary", Arn));
        await client.Iam("CreatePolicyVersion", ("PolicyArn", Arn), ("PolicyDocument", Document(2)));
        Assert.Equal(("DeleteConflict", "Cannot delete a policy attached to entities."), await client.IamRefused("DeletePolicy", ("PolicyArn", Arn)));
        Assert.Equal("1", (await client.Iam("GetPolicy", ("PolicyArn", Arn))).Only("PermissionsBoundaryUsageCount"));
        await client.Iam("DeleteRolePermissionsBoundary", ("RoleName", role));
        await client.Iam("AttachRolePolicy", ("RoleName", role), ("PolicyArn", Arn));
        Assert.Equal(role, (await client.Iam("ListEntitiesForPolicy", ("PolicyArn", Arn))).Only("RoleName"));
        Assert.Equal(("DeleteConflict", "Cannot delete a policy attached to entities."), await client.IamRefused("DeletePolicy", ("PolicyArn", Arn)));
        await client.Iam("DetachRolePolicy", ("RoleName", role), ("PolicyArn", Arn));
        Assert.Equal(("NoSuchEntity", $"Policy {Arn} was not found."), await client.IamRefused("DetachRolePolicy", ("RoleName", role), ("PolicyArn", Arn)));
        Assert.Equal("DeleteConflict", (await client.IamRefused("DeletePolicy", ("PolicyArn", Arn))).Code);
        await client.Iam("DeletePolicyVersion", ("PolicyArn", Arn), ("VersionId", "v2"));
        await client.Iam("DeletePolicy", ("PolicyArn", Arn));
        Assert.Equal(("NoSuchEntity", $"Policy {Arn} does not exist or is not attachable."), await client.IamRefused("AttachRolePolicy", ("RoleName", role), ("PolicyArn", Arn)));
        Assert.Equal(("NoSuchEntity", $"Scope ARN: {Arn} does not exist or is not attachable."), await client.IamRefused("PutRolePermissionsBoundary", ("RoleName", role), ("PermissionsBoundary", Arn)));
    }

    [Fact]
    public async Task What_is_not_well_formed_or_too_long_is_refused()
    {
        Assert.Equal("MalformedPolicyDocument", (await client.IamRefused("CreatePolicy", ("PolicyName", name), ("PolicyDocument", "{}"))).Code);
        var actions = string.Join(',', Enumerable.Range(0, 400).Select(i => $"\"s3:Action{i:D8}\""));
        var longer = $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":[{{actions}}],"Resource":"*"}]}""";
        Assert.Equal(("LimitExceeded", "Cannot exceed quota for PolicySize: 6144"), await client.IamRefused("CreatePolicy", ("PolicyName", name), ("PolicyDocument", longer)));
        Assert.Equal(("InvalidInput", "ARN arn:aws:nonsense-and-more is not valid."), await client.IamRefused("GetPolicy", ("PolicyArn", "arn:aws:nonsense-and-more")));
    }

    [Fact]
    public async Task Nobody_changes_what_is_of_AWS()
    {
        foreach (var (operation, more) in new[] { ("DeletePolicy", ("X", "")), ("TagPolicy", ("Tags.member.1.Key", "a")), ("SetDefaultPolicyVersion", ("VersionId", "v1")) })
            Assert.Equal("AccessDenied", (await client.IamRefused(operation, ("PolicyArn", IamScenery.Administrator), more, ("Tags.member.1.Value", ""))).Code);
        var role = IamScenery.NewName("role");
        await client.Iam("CreateRole", ("RoleName", role), ("AssumeRolePolicyDocument", IamScenery.RootTrust));
        Assert.Equal(
            ("PolicyNotAttachable", "Cannot attach a Service Role Policy to a Customer Role."),
            await client.IamRefused("AttachRolePolicy", ("RoleName", role), ("PolicyArn", "arn:aws:iam::aws:policy/aws-service-role/AmazonECSServiceRolePolicy")));
    }

    [Fact]
    public async Task An_entity_has_ten_policies_attached()
    {
        var user = IamScenery.NewName("user");
        await client.Iam("CreateUser", ("UserName", user));
        var all = (await client.Iam("ListPolicies", ("Scope", "AWS"))).All("Arn").Where(a => !a.Contains("aws-service-role", StringComparison.Ordinal)).ToList();
        foreach (var arn in all.Take(10)) await client.Iam("AttachUserPolicy", ("UserName", user), ("PolicyArn", arn));
        Assert.Equal(("LimitExceeded", "Cannot exceed quota for PoliciesPerUser: 10"), await client.IamRefused("AttachUserPolicy", ("UserName", user), ("PolicyArn", all[10])));
        Assert.Equal(10, (await client.Iam("ListAttachedUserPolicies", ("UserName", user))).All("PolicyArn").Count);
    }

    private Task Create() => client.Iam("CreatePolicy", ("PolicyName", name), ("PolicyDocument", Document(1)));

    private static string Document(int number) =>
        $$"""{"Version":"2012-10-17","Statement":[{"Sid":"S{{number.ToString(CultureInfo.InvariantCulture)}}","Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}""";
}
