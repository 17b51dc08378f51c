using Berth.Aws.Services.Iam;
using Berth.Aws.Signing;
using Berth.Aws.Tests.Driving;
using Microsoft.Extensions.DependencyInjection;

namespace Berth.Aws.Tests.Services.Iam;

public sealed class UserOperationsTests(AwsFront berth)
{
    private readonly ApiClient client = berth.Client();
    private readonly string name = IamScenery.NewName("user");

    [Fact]
    public async Task A_user_is_made_once_whatever_the_case_of_its_name()
    {
        var made = await client.Iam("CreateUser", ("UserName", name), ("Path", "/team/"), ("Tags.member.1.Key", "cost"), ("Tags.member.1.Value", "7"));
        Assert.Equal($"arn:aws:iam::{IamScenery.Account}:user/team/{name}", made.Only("Arn"));
        Assert.StartsWith("AIDA", made.Only("UserId"), StringComparison.Ordinal);
        Assert.Equal("cost", (await client.Iam("ListUserTags", ("UserName", name))).Only("Key"));
        Assert.Equal(("EntityAlreadyExists", $"User with name {name.ToUpperInvariant()} already exists."), await client.IamRefused("CreateUser", ("UserName", name.ToUpperInvariant())));
        Assert.Contains(name, (await client.Iam("ListUsers", ("PathPrefix", "/team/"))).All("UserName"));
        Assert.Equal(("NoSuchEntity", $"The user with name {name}x cannot be found."), await client.IamRefused("GetUser", ("UserName", name + "x")));
    }

    [Theory]
    [InlineData("a b", "/", "The specified value for userName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-")]
    [InlineData("käse", "/", "The specified value for userName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-")]
    [InlineData("fine", "team", "The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.")]
    public async Task Names_and_paths_are_those_that_IAM_takes(string user, string path, string message) =>
        Assert.Equal(("ValidationError", message), await client.IamRefused("CreateUser", ("UserName", user), ("Path", path)));

    [Fact]
    public async Task A_key_signs_as_its_user_until_it_is_made_inactive_or_deleted()
    {
        var key = await client.UserKey(name);
        var me = await berth.Client(key).Query("sts", "GetCallerIdentity");
        Assert.Equal($"arn:aws:iam::{IamScenery.Account}:user/{name}", me.Only("Arn"));
        Assert.StartsWith("AIDA", me.Only("UserId"), StringComparison.Ordinal);
        Assert.Equal(name, (await berth.Client().Iam("GetUser", ("UserName", name))).Only("UserName"));

        await client.Iam("UpdateAccessKey", ("UserName", name), ("AccessKeyId", key.AccessKeyId), ("Status", "Inactive"));
        Assert.Equal("Inactive", (await client.Iam("ListAccessKeys", ("UserName", name))).Only("Status"));
        var refused = await berth.Client(key).QueryRefused("sts", "GetCallerIdentity");
        Assert.Equal((403, "InvalidClientTokenId", "The security token included in the request is invalid."), (refused.Status, refused.Code, refused.Message));
        await client.Iam("UpdateAccessKey", ("UserName", name), ("AccessKeyId", key.AccessKeyId), ("Status", "Active"));
        await berth.Client(key).Query("sts", "GetCallerIdentity");
        await client.Iam("DeleteAccessKey", ("UserName", name), ("AccessKeyId", key.AccessKeyId));
        Assert.Equal("InvalidClientTokenId", (await berth.Client(key).QueryRefused("sts", "GetCallerIdentity")).Code);
    }

    [Fact]
    public async Task A_user_has_two_keys_and_their_secrets_are_nowhere_in_the_clear()
    {
        var first = await client.UserKey(name);
        await client.Iam("CreateAccessKey", ("UserName", name));
        Assert.Equal(("LimitExceeded", "Cannot exceed quota for AccessKeysPerUser: 2"), await client.IamRefused("CreateAccessKey", ("UserName", name)));
        Assert.Empty((await client.Iam("ListAccessKeys", ("UserName", name))).Descendants("SecretAccessKey"));
        foreach (var kind in new[] { IamNames.AccessKeyKind, IamNames.UserKind })
            foreach (var row in await berth.Store.List(kind)) Assert.DoesNotContain(first.SecretAccessKey, row.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_a_key_was_last_used_is_known_at_once_and_written_later()
    {
        var key = await client.UserKey(name);
        var before = await client.Iam("GetAccessKeyLastUsed", ("AccessKeyId", key.AccessKeyId));
        Assert.Equal((name, "N/A", "N/A"), (before.Only("UserName"), before.Only("ServiceName"), before.Only("Region")));
        await berth.Client(key).Query("sts", "GetCallerIdentity");
        Assert.Equal("sts", (await client.Iam("GetAccessKeyLastUsed", ("AccessKeyId", key.AccessKeyId))).Only("ServiceName"));
        await berth.Services.GetRequiredService<AccessKeyUses>().Flush(CancellationToken.None);
        var after = await client.Iam("GetAccessKeyLastUsed", ("AccessKeyId", key.AccessKeyId));
        Assert.Equal(("sts", "ap-northeast-1"), (after.Only("ServiceName"), after.Only("Region")));
        Assert.NotNull(await berth.Store.Get(IamNames.AccessKeyUseKind, key.AccessKeyId));
    }

    [Fact]
    public async Task A_user_takes_keys_and_groups_along_to_a_new_name()
    {
        var key = await client.UserKey(name);
        var group = IamScenery.NewName("group");
        await client.Iam("CreateGroup", ("GroupName", group));
        await client.Iam("AddUserToGroup", ("GroupName", group), ("UserName", name));
        await client.Iam("UpdateUser", ("UserName", name), ("NewUserName", name + "-2"), ("NewPath", "/moved/"));
        Assert.Equal($"arn:aws:iam::{IamScenery.Account}:user/moved/{name}-2", (await berth.Client(key).Query("sts", "GetCallerIdentity")).Only("Arn"));
        Assert.Equal(name + "-2", (await client.Iam("GetGroup", ("GroupName", group))).Only("UserName"));
        Assert.Equal("NoSuchEntity", (await client.IamRefused("GetUser", ("UserName", name))).Code);
    }

    [Fact]
    public async Task A_user_is_deleted_when_it_has_nothing_left()
    {
        var key = await client.UserKey(name);
        await client.Iam("PutUserPolicy", ("UserName", name), ("PolicyName", "read"), ("PolicyDocument", IamScenery.ReadS3));
        Assert.Equal(("DeleteConflict", "Cannot delete entity, must delete policies first."), await client.IamRefused("DeleteUser", ("UserName", name)));
        await client.Iam("DeleteUserPolicy", ("UserName", name), ("PolicyName", "read"));
        Assert.Equal(("DeleteConflict", "Cannot delete entity, must delete access keys first."), await client.IamRefused("DeleteUser", ("UserName", name)));
        await client.Iam("DeleteAccessKey", ("UserName", name), ("AccessKeyId", key.AccessKeyId));
        await client.Iam("DeleteUser", ("UserName", name));
        Assert.Equal("NoSuchEntity", (await client.IamRefused("DeleteUser", ("UserName", name))).Code);
    }

    [Fact]
    public async Task Inline_policies_of_a_user_have_2048_characters_together()
    {
        await client.Iam("CreateUser", ("UserName", name));
        var actions = string.Join(',', Enumerable.Range(0, 60).Select(i => $"\"s3:Action{i:D8}\""));
        var blanks = new string(' ', 3000);
        var document = $$"""{"Version":"2012-10-17",{{blanks}}"Statement":[{"Effect":"Allow","Action":[{{actions}}],"Resource":"*"}]}""";
        await client.Iam("PutUserPolicy", ("UserName", name), ("PolicyName", "a"), ("PolicyDocument", document));
        Assert.Equal(
            ("LimitExceeded", $"Maximum policy size of 2048 bytes exceeded for user {name}"),
            await client.IamRefused("PutUserPolicy", ("UserName", name), ("PolicyName", "b"), ("PolicyDocument", document)));
    }

    [Fact]
    public async Task Root_has_no_user_of_its_own_to_mean() =>
        Assert.Equal(("ValidationError", "Must specify userName when calling with non-User credentials"), await client.IamRefused("CreateAccessKey"));
}
