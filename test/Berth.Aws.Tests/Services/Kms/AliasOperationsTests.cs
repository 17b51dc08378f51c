using Berth.Aws.Tests.Driving;
using static Berth.Aws.Tests.Driving.JsonScenery;
using static Berth.Aws.Tests.Driving.SessionScenery;

namespace Berth.Aws.Tests.Services.Kms;

public sealed class AliasOperationsTests(AwsFront berth)
{
    private readonly KmsScenery scenery = new(berth.Client());

    private JsonScenery Kms => scenery.Kms;

    [Fact]
    public async Task An_alias_names_a_key_another_and_none()
    {
        var (first, second, alias) = (await scenery.Key(), await scenery.Key(), "alias/" + Mark());
        await Kms.Call("CreateAlias", ("AliasName", alias), ("TargetKeyId", first));
        Assert.Equal(first, (string)(await scenery.Describe(alias))["KeyId"]!);
        Assert.Equal(first, (string)(await scenery.Describe(KmsScenery.ArnPrefix + alias))["KeyId"]!);
        Assert.Equal($"AlreadyExistsException: An alias with the name {KmsScenery.ArnPrefix}{alias} already exists", await Kms.Refused("CreateAlias", ("AliasName", alias), ("TargetKeyId", second)));
        var blob = await scenery.Encrypt(alias, "text");
        await Kms.Call("UpdateAlias", ("AliasName", alias), ("TargetKeyId", KmsScenery.Arn(second)));
        Assert.Equal(second, (string)(await scenery.Describe(alias))["KeyId"]!);
        Assert.Equal("text", await scenery.Decrypt(blob));
        Assert.StartsWith("IncorrectKeyException", await scenery.RefusedDecrypt(blob, key: alias), StringComparison.Ordinal);
        await Kms.Call("DeleteAlias", ("AliasName", alias));
        var gone = $"NotFoundException: Alias {KmsScenery.ArnPrefix}{alias} is not found.";
        Assert.Equal(gone, await Kms.Refused("DescribeKey", ("KeyId", alias)));
        Assert.Equal(gone, await Kms.Refused("DeleteAlias", ("AliasName", alias)));
        Assert.Equal(gone, await Kms.Refused("UpdateAlias", ("AliasName", alias), ("TargetKeyId", second)));
    }

    [Fact]
    public async Task Aliases_are_listed_page_by_page_and_by_key()
    {
        var (key, mark) = (await scenery.Key(), Mark());
        var names = Enumerable.Range(0, 3).Select(n => $"alias/{mark}/{n}").ToList();
        foreach (var name in names) await Kms.Call("CreateAlias", ("AliasName", name), ("TargetKeyId", key));
        var found = await Kms.Pages("ListAliases", "Aliases", "Marker", "NextMarker", 2, ("KeyId", key), ("Limit", 2));
        Assert.Equal(names, found.Select(a => (string)a["AliasName"]!));
        Assert.All(found, a => Assert.Equal((key, KmsScenery.ArnPrefix + (string)a["AliasName"]!), ((string)a["TargetKeyId"]!, (string)a["AliasArn"]!)));
        Assert.Empty(names.Except((await Kms.Pages("ListAliases", "Aliases", "Marker", "NextMarker", 1000, ("Limit", 1000))).Select(a => (string)a["AliasName"]!)));
    }

    [Theory]
    [InlineData("name")]
    [InlineData("alias/")]
    [InlineData("alias/a:b")]
    public async Task A_name_that_an_alias_cannot_have_is_refused(string name) =>
        Assert.StartsWith("InvalidAliasNameException", await Kms.Refused("CreateAlias", ("AliasName", name), ("TargetKeyId", await scenery.Key())), StringComparison.Ordinal);

    [Theory]
    [InlineData("CreateAlias")]
    [InlineData("UpdateAlias")]
    [InlineData("DeleteAlias")]
    public async Task The_names_of_managed_keys_are_nobodys(string operation) =>
        Assert.StartsWith("NotAuthorizedException", await Kms.Refused(operation, ("AliasName", "alias/aws/ssm"), ("TargetKeyId", operation == "DeleteAlias" ? null : await scenery.Key())), StringComparison.Ordinal);

    [Fact]
    public async Task An_alias_points_at_a_key_and_not_at_an_alias()
    {
        var (key, alias) = (await scenery.Key(), "alias/" + Mark());
        await Kms.Call("CreateAlias", ("AliasName", alias), ("TargetKeyId", key));
        Assert.Equal($"NotFoundException: Invalid keyId {alias}", await Kms.Refused("CreateAlias", ("AliasName", alias + "x"), ("TargetKeyId", alias)));
        Assert.Equal($"NotFoundException: Invalid keyId {alias}", await Kms.Refused("UpdateAlias", ("AliasName", alias), ("TargetKeyId", alias)));
    }

    /// <summary>An alias decides which key is used: whoever moves it needs the right on the alias and on both keys. Source: KMS developer guide, controlling access to aliases.</summary>
    [Fact]
    public async Task Who_moves_an_alias_needs_the_alias_and_both_keys()
    {
        var (old, next, alias) = (await scenery.Key(), await scenery.Key(), "alias/" + Mark());
        await Kms.Call("CreateAlias", ("AliasName", alias), ("TargetKeyId", old));
        var role = await new SessionScenery(berth).Role(On("kms:UpdateAlias", KmsScenery.ArnPrefix + alias), On("kms:UpdateAlias", KmsScenery.Arn(next)), On("kms:DeleteAlias", KmsScenery.ArnPrefix + alias));
        var session = new JsonScenery(await role.Session(), "kms");
        Assert.Contains($"kms:UpdateAlias on resource: {KmsScenery.Arn(old)} ", await session.Refused("UpdateAlias", ("AliasName", alias), ("TargetKeyId", next)), StringComparison.Ordinal);
        Assert.Contains($"kms:DeleteAlias on resource: {KmsScenery.Arn(old)} ", await session.Refused("DeleteAlias", ("AliasName", alias)), StringComparison.Ordinal);
        Assert.Equal(old, (string)(await scenery.Describe(alias))["KeyId"]!);
        await role.Put(On("kms:UpdateAlias", KmsScenery.ArnPrefix + alias), On("kms:UpdateAlias", KmsScenery.Arn(next)), On("kms:*Alias", KmsScenery.Arn(old)));
        await session.Call("UpdateAlias", ("AliasName", alias), ("TargetKeyId", next));
        Assert.Contains($"kms:DeleteAlias on resource: {KmsScenery.ArnPrefix}{alias} ", await session.Refused("DeleteAlias", ("AliasName", alias)), StringComparison.Ordinal);
        Assert.Contains($"kms:CreateAlias on resource: {KmsScenery.ArnPrefix}{alias}y ", await session.Refused("CreateAlias", ("AliasName", alias + "y"), ("TargetKeyId", old)), StringComparison.Ordinal);
    }

    private static string On(string action, string resource) => Statement("Allow", action, resource);
}
