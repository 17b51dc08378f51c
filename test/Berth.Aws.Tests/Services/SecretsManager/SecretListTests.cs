using System.Text.Json.Nodes;
using Berth.Aws.Tests.Driving;
using static Berth.Aws.Tests.Driving.JsonScenery;
using static Berth.Aws.Tests.Driving.SessionScenery;
using static Berth.Aws.Tests.Services.SecretsManager.SecretScenery;

namespace Berth.Aws.Tests.Services.SecretsManager;

public sealed class SecretListTests(AwsFront berth)
{
    private readonly SecretScenery scenery = new(berth.Client());
    private readonly string mark = Mark();

    private JsonScenery Secrets => scenery.Secrets;

    [Fact]
    public async Task Secrets_are_listed_in_both_orders_page_by_page_and_deleted_ones_when_asked()
    {
        foreach (var letter in "abcd") await scenery.Make($"{mark}/{letter}");
        await Secrets.Call("DeleteSecret", ("SecretId", $"{mark}/d"));
        Assert.Equal("abc", await Listed());
        Assert.Equal("cba", await Listed(("SortOrder", "desc")));
        Assert.Equal("abcd", await Listed(("IncludePlannedDeletion", true)));
        Assert.StartsWith("InvalidNextTokenException", await Secrets.Refused("ListSecrets", ("NextToken", "made up")), StringComparison.Ordinal);
        Assert.Contains("sorting by created-date", await Secrets.Refused("ListSecrets", ("SortBy", "created-date")), StringComparison.Ordinal);
        var all = await Secrets.Call("ListSecrets", ("Filters", Filters(("name", [mark]))));
        Assert.DoesNotContain("\"value\"", all.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("name", "a", "M/a")]
    [InlineData("name", "ab", "M/a|M/b")]
    [InlineData("name", "bc", "!M/a")]
    [InlineData("description", "a", "first")]
    [InlineData("description", "a", "FIRST")]
    [InlineData("tag-key", "b", "te")]
    [InlineData("tag-key", "", "TE")]
    [InlineData("tag-value", "b", "blue")]
    [InlineData("all", "b", "BLUE")]
    [InlineData("all", "a", "FIRST S")]
    public async Task Filters_find(string key, string found, string values)
    {
        await Secrets.Call("CreateSecret", ("Name", $"{mark}/a"), ("Description", "First secret"));
        await Secrets.Call("CreateSecret", ("Name", $"{mark}/b"), ("Tags", new JsonArray(Map(("Key", "team"), ("Value", "blue")))));
        await Secrets.Call("CreateSecret", ("Name", $"{mark}/c"));
        string[] wanted = [.. values.Split('|').Select(v => v.Replace("M/", $"{mark}/", StringComparison.Ordinal))];
        var list = await Secrets.Call("ListSecrets", ("Filters", Filters(("name", [mark]), (key, wanted))));
        Assert.Equal(found, string.Concat(list["SecretList"]!.AsArray().Select(s => ((string)s!["Name"]!)[^1])));
    }

    [Fact]
    public async Task A_filter_that_there_is_not_is_refused() => Assert.StartsWith("ValidationException", await Secrets.Refused("ListSecrets", ("Filters", Filters(("color", ["red"])))), StringComparison.Ordinal);

    [Fact]
    public async Task Many_are_read_at_once_and_what_is_refused_stands_among_the_errors()
    {
        foreach (var letter in "abc") await scenery.Make($"{mark}/{letter}", $"value of {letter}");
        await Secrets.Call("DeleteSecret", ("SecretId", $"{mark}/c"));
        var answer = await Secrets.Call("BatchGetSecretValue", ("SecretIdList", List($"{mark}/a", $"{mark}/b", $"{mark}/c", $"{mark}/none")));
        Assert.Equal(["value of a", "value of b"], answer["SecretValues"]!.AsArray().Select(v => (string)v!["SecretString"]!));
        Assert.Equal([($"{mark}/c", "InvalidRequestException"), ($"{mark}/none", "ResourceNotFoundException")], answer["Errors"]!.AsArray().Select(e => ((string)e!["SecretId"]!, (string)e["ErrorCode"]!)));
        var found = await Secrets.Pages("BatchGetSecretValue", "SecretValues", "NextToken", "NextToken", 1, ("Filters", Filters(("name", [mark]))), ("MaxResults", 1));
        Assert.Equal(["value of a", "value of b"], found.Select(v => (string)v["SecretString"]!));
        Assert.StartsWith("InvalidParameterException", await Secrets.Refused("BatchGetSecretValue"), StringComparison.Ordinal);
        Assert.StartsWith("InvalidParameterException", await Secrets.Refused("BatchGetSecretValue", ("SecretIdList", List("a")), ("Filters", Filters(("name", ["a"])))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_at_once_needs_the_right_on_each()
    {
        var (mine, other) = (await scenery.Make($"{mark}/a"), await scenery.Make($"{mark}/b"));
        var role = await new SessionScenery(berth).Role(Statement("Allow", "secretsmanager:GetSecretValue", mine));
        var session = new JsonScenery(await role.Session(), "secretsmanager");
        Assert.StartsWith("AccessDeniedException", await session.Refused("BatchGetSecretValue", ("SecretIdList", List(mine))), StringComparison.Ordinal);
        await role.Put(Statement("Allow", "secretsmanager:GetSecretValue", mine), Statement("Allow", "secretsmanager:BatchGetSecretValue"));
        var answer = await session.Call("BatchGetSecretValue", ("SecretIdList", List(mine, other)));
        Assert.Equal(mine, (string)answer["SecretValues"]!.AsArray().Single()!["ARN"]!);
        Assert.Equal((other, "AccessDeniedException"), ((string)answer["Errors"]![0]!["SecretId"]!, (string)answer["Errors"]![0]!["ErrorCode"]!));
    }

    private async Task<string> Listed(params (string, JsonNode?)[] members) =>
        string.Concat((await Secrets.Pages("ListSecrets", "SecretList", "NextToken", "NextToken", 2, [.. members, ("MaxResults", 2), ("Filters", Filters(("name", [mark])))])).Select(s => ((string)s["Name"]!)[^1]));

    private static JsonArray Filters(params (string Key, string[] Values)[] filters) => [.. filters.Select(f => (JsonNode?)new JsonObject { ["Key"] = f.Key, ["Values"] = List(f.Values) })];
}
