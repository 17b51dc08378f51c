using Berth.Aws.Services.Iam;
using Berth.Aws.Signing;
using Berth.Aws.Tests.Driving;

namespace Berth.Aws.Tests.Services.Iam;

public sealed class GroupOperationsTests(AwsFront berth)
{
    private readonly ApiClient client = berth.Client();
    private readonly string name = IamScenery.NewName("group");
    private readonly string user = IamScenery.NewName("user");

    [Fact]
    public async Task Members_have_the_policies_of_their_groups_until_they_leave()
    {
        await Join();
        await client.Iam("PutGroupPolicy", ("GroupName", name), ("PolicyName", "read"), ("PolicyDocument", IamScenery.ReadS3));
        await client.Iam("AttachGroupPolicy", ("GroupName", name), ("PolicyArn", IamScenery.Administrator));
        var rows = new PrincipalPolicyRows(berth.Store);
        var principal = new Principal($"arn:aws:iam::{IamScenery.Account}:user/{user}", "AIDA", null) { UserName = user };
        var policies = await rows.Find(principal, CancellationToken.None);
        Assert.Equal(["read", "AdministratorAccess"], policies.Identity.Select(p => p.Name));
        Assert.All(policies.Identity, p => Assert.Equal($"arn:aws:iam::{IamScenery.Account}:group/{name}", p.Holder));
        Assert.True(await rows.IsCurrent(policies, CancellationToken.None));
        await client.Iam("RemoveUserFromGroup", ("GroupName", name), ("UserName", user));
        Assert.False(await rows.IsCurrent(policies, CancellationToken.None));
        Assert.Empty((await rows.Find(principal, CancellationToken.None)).Identity);
    }

    [Fact]
    public async Task A_group_takes_its_members_along_to_a_new_name()
    {
        await Join();
        await client.Iam("UpdateGroup", ("GroupName", name), ("NewGroupName", name + "-2"));
        Assert.Equal(name + "-2", (await client.Iam("ListGroupsForUser", ("UserName", user))).Only("GroupName"));
        Assert.Equal(("NoSuchEntity", $"The group with name {name} cannot be found."), await client.IamRefused("GetGroup", ("GroupName", name)));
    }

    [Fact]
    public async Task A_group_is_deleted_when_it_is_empty()
    {
        await Join();
        Assert.Equal(("DeleteConflict", "Cannot delete entity, must remove users from group first."), await client.IamRefused("DeleteGroup", ("GroupName", name)));
        Assert.Equal(("DeleteConflict", "Cannot delete entity, must remove users from group first."), await client.IamRefused("DeleteUser", ("UserName", user)));
        await client.Iam("RemoveUserFromGroup", ("GroupName", name), ("UserName", user));
        await client.Iam("DeleteGroup", ("GroupName", name));
        Assert.Equal("NoSuchEntity", (await client.IamRefused("AddUserToGroup", ("GroupName", name), ("UserName", user))).Code);
    }

    [Fact]
    public async Task A_user_belongs_to_ten_groups()
    {
        await client.Iam("CreateUser", ("UserName", user));
        for (var i = 0; i < 11; i++) await client.Iam("CreateGroup", ("GroupName", $"{name}-{i}"));
        for (var i = 0; i < 10; i++) await client.Iam("AddUserToGroup", ("GroupName", $"{name}-{i}"), ("UserName", user));
        Assert.Equal(("LimitExceeded", "Cannot exceed quota for GroupsPerUser: 10"), await client.IamRefused("AddUserToGroup", ("GroupName", $"{name}-10"), ("UserName", user)));
        var first = await client.Iam("ListGroupsForUser", ("UserName", user), ("MaxItems", "7"));
        var second = await client.Iam("ListGroupsForUser", ("UserName", user), ("Marker", first.Only("Marker")));
        Assert.Equal(10, first.All("GroupName").Concat(second.All("GroupName")).Distinct().Count());
    }

    [Fact]
    public async Task Joining_and_deleting_at_once_leaves_no_member_of_nothing()
    {
        await client.Iam("CreateUser", ("UserName", user));
        await client.Iam("CreateGroup", ("GroupName", name));
        await Task.WhenAll(
            client.QueryAnswer("iam", "AddUserToGroup", ("GroupName", name), ("UserName", user)),
            client.QueryAnswer("iam", "DeleteGroup", ("GroupName", name)));
        var groups = (await client.Iam("ListGroupsForUser", ("UserName", user))).All("GroupName");
        var there = (await client.QueryAnswer("iam", "GetGroup", ("GroupName", name))).Status == 200;
        Assert.Equal(there ? [name] : [], groups);
    }

    private async Task Join()
    {
        await client.Iam("CreateUser", ("UserName", user));
        await client.Iam("CreateGroup", ("GroupName", name));
        await client.Iam("AddUserToGroup", ("GroupName", name), ("UserName", user));
    }
}
