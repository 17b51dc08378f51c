using Berth.Aws.Tests.Driving;

namespace Berth.Aws.Tests.Services.Iam;

public sealed class InstanceProfileOperationsTests(AwsFront berth)
{
    private readonly ApiClient client = berth.Client();
    private readonly string name = IamScenery.NewName("profile");
    private readonly string role = IamScenery.NewName("role");

    [Fact]
    public async Task A_profile_holds_one_role_and_holds_on_to_it()
    {
        await client.Iam("CreateRole", ("RoleName", role), ("AssumeRolePolicyDocument", IamScenery.RootTrust));
        await client.Iam("CreateInstanceProfile", ("InstanceProfileName", name));
        Assert.Equal(("EntityAlreadyExists", $"Instance Profile {name} already exists."), await client.IamRefused("CreateInstanceProfile", ("InstanceProfileName", name)));
        await client.Iam("AddRoleToInstanceProfile", ("InstanceProfileName", name), ("RoleName", role));
        Assert.Equal(
            ("LimitExceeded", "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1"), await client.IamRefused("AddRoleToInstanceProfile", ("InstanceProfileName", name), ("RoleName", role)));
        Assert.Equal(role, (await client.Iam("GetInstanceProfile", ("InstanceProfileName", name))).Only("RoleName"));
        Assert.Equal(name, (await client.Iam("ListInstanceProfilesForRole", ("RoleName", role))).Only("InstanceProfileName"));
        Assert.Equal(("DeleteConflict", "Cannot delete entity, must remove roles from instance profile first."), await client.IamRefused("DeleteRole", ("RoleName", role)));
        Assert.Equal(("DeleteConflict", "Cannot delete entity, must remove roles from instance profile first."), await client.IamRefused("DeleteInstanceProfile", ("InstanceProfileName", name)));
        await client.Iam("RemoveRoleFromInstanceProfile", ("InstanceProfileName", name), ("RoleName", role));
        await client.Iam("DeleteInstanceProfile", ("InstanceProfileName", name));
        await client.Iam("DeleteRole", ("RoleName", role));
        Assert.Equal(("NoSuchEntity", $"Instance Profile {name} cannot be found."), await client.IamRefused("GetInstanceProfile", ("InstanceProfileName", name)));
    }

    [Fact]
    public async Task The_role_of_our_own_nodes_has_its_profile() =>
        Assert.Equal("berthInstanceRole", (await client.Iam("GetInstanceProfile", ("InstanceProfileName", "berthInstanceRole"))).Only("RoleName"));

    [Fact]
    public async Task The_linked_role_of_ECS_is_made_by_name_and_deleted_only_without_clusters()
    {
        var made = await client.Iam("CreateServiceLinkedRole", ("AWSServiceName", "ecs.amazonaws.com"));
        const string linked = "AWSServiceRoleForECS";
        Assert.Equal($"arn:aws:iam::{IamScenery.Account}:role/aws-service-role/ecs.amazonaws.com/{linked}", made.Only("Arn"));
        Assert.Equal(
            ("InvalidInput", $"Service role name {linked} has been taken in this account, please try a different suffix."), await client.IamRefused("CreateServiceLinkedRole", ("AWSServiceName", "ecs.amazonaws.com")));
        Assert.Equal("AmazonECSServiceRolePolicy", (await client.Iam("ListAttachedRolePolicies", ("RoleName", linked))).Only("PolicyName"));
        var guarded = ("UnmodifiableEntity", $"Cannot perform the operation on the protected role '{linked}' - this role is only modifiable by AWS");
        Assert.Equal(guarded, await client.IamRefused("DeleteRole", ("RoleName", linked)));
        Assert.Equal(guarded, await client.IamRefused("AttachRolePolicy", ("RoleName", linked), ("PolicyArn", IamScenery.Administrator)));
        Assert.Equal(guarded, await client.IamRefused("UpdateAssumeRolePolicy", ("RoleName", linked), ("PolicyDocument", IamScenery.RootTrust)));

        var task = (await client.Iam("DeleteServiceLinkedRole", ("RoleName", linked))).Only("DeletionTaskId");
        var status = await client.Iam("GetServiceLinkedRoleDeletionStatus", ("DeletionTaskId", task));
        Assert.Equal("FAILED", status.Only("Status"));
        Assert.Contains("cluster/default", status.Value, StringComparison.Ordinal);
        await client.Iam("GetRole", ("RoleName", linked));
        Assert.Equal("NoSuchEntity", (await client.IamRefused("GetServiceLinkedRoleDeletionStatus", ("DeletionTaskId", task + "x"))).Code);
    }
}
