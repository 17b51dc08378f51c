using System.Text.Json.Nodes;
using Berth.Aws.Tests.Driving;
using static Berth.Aws.Tests.Driving.JsonScenery;
using static Berth.Aws.Tests.Services.SecretsManager.SecretScenery;

namespace Berth.Aws.Tests.Services.SecretsManager;

public sealed class SecretVersionTests(AwsFront berth)
{
    private readonly SecretScenery scenery = new(berth.Client());

    private JsonScenery Secrets => scenery.Secrets;

    [Fact]
    public async Task A_new_value_is_current_and_the_one_before_it_previous()
    {
        var name = Mark();
        await scenery.Make(name, "one", Token('a'));
        var put = await scenery.Put(name, "two", Token('b'));
        Assert.Equal((Token('b'), "AWSCURRENT"), ((string)put["VersionId"]!, (string)put["VersionStages"]!.AsArray().Single()!));
        Assert.Equal(("two", "one", "one"), (await scenery.Read(name), await scenery.Read(name, stage: "AWSPREVIOUS"), await scenery.Read(name, Token('a'))));
        await scenery.Put(name, "three", Token('c'));
        Assert.Equal(("b:AWSPREVIOUS c:AWSCURRENT", "one"), (await scenery.Stages(name), await scenery.Read(name, Token('a'))));
    }

    [Fact]
    public async Task A_version_and_a_stage_must_belong_together()
    {
        var name = Mark();
        await scenery.Make(name, "one", Token('a'));
        await scenery.Put(name, "two", Token('b'));
        Assert.Equal("two", await scenery.Read(name, Token('b'), "AWSCURRENT"));
        Assert.Equal("InvalidRequestException: You provided a VersionStage that is not associated to the provided VersionId.", await scenery.RefusedRead(name, Token('a'), "AWSCURRENT"));
        Assert.Equal($"ResourceNotFoundException: Secrets Manager can't find the specified secret value for VersionId: {Token('z')}", await scenery.RefusedRead(name, Token('z')));
        Assert.Equal("ResourceNotFoundException: Secrets Manager can't find the specified secret value for staging label: blue", await scenery.RefusedRead(name, stage: "blue"));
    }

    [Fact]
    public async Task A_repeated_put_changes_nothing_and_another_under_its_token_is_refused()
    {
        var name = Mark();
        await scenery.Make(name, "one", Token('a'));
        await scenery.Put(name, "two", Token('b'));
        await scenery.Put(name, "three", Token('c'));
        Assert.Equal(Token('b'), (string)(await scenery.Put(name, "two", Token('b')))["VersionId"]!);
        Assert.Equal("three", await scenery.Read(name));
        foreach (var operation in (string[])["PutSecretValue", "UpdateSecret"])
            Assert.StartsWith($"ResourceExistsException: You can't use ClientRequestToken {Token('b')} ", await Secrets.Refused(operation, ("SecretId", name), ("SecretString", "other"), ("ClientRequestToken", Token('b'))), StringComparison.Ordinal);
        Assert.Equal("two", await scenery.Read(name, Token('b')));
    }

    [Fact]
    public async Task A_stage_of_ones_own_waits_beside_the_current_value()
    {
        var name = Mark();
        await scenery.Make(name, "one", Token('a'));
        await scenery.Put(name, "two", Token('b'), "AWSPENDING");
        Assert.Equal(("one", "two"), (await scenery.Read(name), await scenery.Read(name, stage: "AWSPENDING")));
        await Secrets.Call("UpdateSecretVersionStage", ("SecretId", name), ("VersionStage", "AWSCURRENT"), ("RemoveFromVersionId", Token('a')), ("MoveToVersionId", Token('b')));
        Assert.Equal("a:AWSPREVIOUS b:AWSPENDING,AWSCURRENT", await scenery.Stages(name));
        await Secrets.Call("UpdateSecretVersionStage", ("SecretId", name), ("VersionStage", "AWSPENDING"), ("RemoveFromVersionId", Token('b')));
        Assert.Equal("a:AWSPREVIOUS b:AWSCURRENT", await scenery.Stages(name));
    }

    [Theory]
    [InlineData("AWSCURRENT", null, 'a', "InvalidParameterException: The parameter RemoveFromVersionId can't be empty. Staging label AWSCURRENT is currently attached to another version, so you must explicitly reference that version in RemoveFromVersionId.")]
    [InlineData("AWSCURRENT", 'a', 'a', "InvalidParameterException: The parameter RemoveFromVersionId can't be a version that the staging label AWSCURRENT is not attached to.")]
    [InlineData("AWSCURRENT", 'b', null, "InvalidParameterException: You can only move staging label AWSCURRENT to a different secret version. It can't be completely removed.")]
    [InlineData("AWSCURRENT", 'b', 'z', "ResourceNotFoundException: Secrets Manager can't find the specified secret value for the version that the request names")]
    [InlineData("AWSCURRENT", null, null, "InvalidParameterException: You must specify RemoveFromVersionId, MoveToVersionId, or both.")]
    public async Task A_stage_that_cannot_move_stays(string stage, char? from, char? to, string error)
    {
        var name = Mark();
        await scenery.Make(name, "one", Token('a'));
        await scenery.Put(name, "two", Token('b'));
        Assert.Equal(error, await Secrets.Refused("UpdateSecretVersionStage", ("SecretId", name), ("VersionStage", stage), ("RemoveFromVersionId", from is { } f ? Token(f) : null), ("MoveToVersionId", to is { } t ? Token(t) : null)));
        Assert.Equal("a:AWSPREVIOUS b:AWSCURRENT", await scenery.Stages(name));
    }

    [Fact]
    public async Task An_update_changes_what_it_names_and_no_more()
    {
        var name = Mark();
        await scenery.Make(name, "one", Token('a'));
        Assert.Null((await Secrets.Call("UpdateSecret", ("SecretId", name), ("Description", "new")))["VersionId"]);
        Assert.Equal(("new", "a:AWSCURRENT"), ((string)(await Secrets.Call("DescribeSecret", ("SecretId", name)))["Description"]!, await scenery.Stages(name)));
        Assert.Equal(Token('b'), (string)(await Secrets.Call("UpdateSecret", ("SecretId", name), ("SecretString", "two"), ("ClientRequestToken", Token('b'))))["VersionId"]!);
        Assert.Equal(("two", "a:AWSPREVIOUS b:AWSCURRENT"), (await scenery.Read(name), await scenery.Stages(name)));
        Assert.Equal("new", (string)(await Secrets.Call("DescribeSecret", ("SecretId", name)))["Description"]!);
        Assert.Contains("managed external secrets", await Secrets.Refused("UpdateSecret", ("SecretId", name), ("Type", "x")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Versions_are_listed_page_by_page_and_those_without_a_stage_when_asked()
    {
        var name = Mark();
        await scenery.Make(name, "v", Token('a'));
        foreach (var letter in "bcd") await scenery.Put(name, "v", Token(letter));
        Assert.Equal("cd", await Letters(name, false));
        Assert.Equal("abcd", await Letters(name, true));
        var first = (await Secrets.Call("ListSecretVersionIds", ("SecretId", name), ("IncludeDeprecated", true)))["Versions"]![0]!;
        Assert.Equal("DefaultEncryptionKey", (string)first["KmsKeyIds"]![0]!);
        Assert.StartsWith("InvalidNextTokenException", await Secrets.Refused("ListSecretVersionIds", ("SecretId", name), ("NextToken", "made up")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hundred_versions_stay_and_the_values_of_the_rest_go()
    {
        var name = Mark();
        await scenery.Make(name, "v0", Token('a'));
        for (var n = 1; n <= 101; n++) await scenery.Put(name, $"v{n}", $"{n:D32}");
        Assert.Equal(100, (await Secrets.Call("ListSecretVersionIds", ("SecretId", name), ("IncludeDeprecated", true)))["Versions"]!.AsArray().Count);
        Assert.StartsWith("ResourceNotFoundException", await scenery.RefusedRead(name, Token('a')), StringComparison.Ordinal);
        Assert.StartsWith("ResourceNotFoundException", await scenery.RefusedRead(name, $"{1:D32}"), StringComparison.Ordinal);
        Assert.Equal(("v2", "v101"), (await scenery.Read(name, $"{2:D32}"), await scenery.Read(name)));
        Assert.DoesNotContain(berth.Store.Keys, k => k.StartsWith("secret-value/", StringComparison.Ordinal) && k.EndsWith($"/{1:D32}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Twenty_stages_and_no_more()
    {
        var name = Mark();
        await Secrets.Call("CreateSecret", ("Name", name));
        string[] twenty = [.. Enumerable.Range(0, 20).Select(n => $"s{n}")];
        Assert.StartsWith("LimitExceededException", await Secrets.Refused("PutSecretValue", ("SecretId", name), ("SecretString", "v"), ("VersionStages", List(twenty))), StringComparison.Ordinal); // with AWSCURRENT it would have 21
        await scenery.Put(name, "v", Token('a'), twenty[1..]);
        await scenery.Put(name, "w", Token('b'), [.. twenty[..1], "AWSPENDING"]);
        Assert.StartsWith("LimitExceededException", await Secrets.Refused("UpdateSecretVersionStage", ("SecretId", name), ("VersionStage", "more"), ("MoveToVersionId", Token('a'))), StringComparison.Ordinal);
        Assert.StartsWith("ValidationException", await Secrets.Refused("PutSecretValue", ("SecretId", name), ("SecretString", "v"), ("VersionStages", List([.. twenty, "one more"]))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Puts_at_once_all_count()
    {
        var name = Mark();
        await scenery.Make(name);
        await Task.WhenAll("bcdefghi".Select(letter => scenery.Put(name, $"{letter}", Token(letter))));
        var stages = (await scenery.Stages(name)).Split(' ');
        Assert.Equal(["AWSCURRENT", "AWSPREVIOUS"], stages.Select(s => s[2..]).Order(StringComparer.Ordinal));
        Assert.Equal(9, (await Letters(name, true)).Length);
    }

    private async Task<string> Letters(string name, bool deprecated) =>
        string.Concat((await Secrets.Pages("ListSecretVersionIds", "Versions", "NextToken", "NextToken", 3, ("SecretId", name), ("MaxResults", 3), ("IncludeDeprecated", deprecated))).Select(v => ((string)v["VersionId"]!)[0]));
}
