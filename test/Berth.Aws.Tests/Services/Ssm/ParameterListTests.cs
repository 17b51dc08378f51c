using System.Text.Json.Nodes;
using Berth.Aws.Tests.Driving;
using static Berth.Aws.Tests.Driving.JsonScenery;
using static Berth.Aws.Tests.Services.Ssm.ParameterScenery;

namespace Berth.Aws.Tests.Services.Ssm;

public sealed class ParameterListTests(AwsFront berth)
{
    private readonly ParameterScenery scenery = new(berth.Client());
    private readonly string name = "/" + Mark();

    private JsonScenery Ssm => scenery.Ssm;

    [Theory]
    [InlineData("", false, "a b")]
    [InlineData("/", false, "a b")]
    [InlineData("", true, "a b sub/c sub/deep/d")]
    [InlineData("/sub", false, "sub/c")]
    [InlineData("/sub", true, "sub/c sub/deep/d")]
    [InlineData("/su", true, "")]
    [InlineData("/a", true, "")]
    public async Task What_lies_under_a_path_is_found(string under, bool recursive, string found)
    {
        await Tree();
        Assert.Equal(found, await Under(under, recursive));
    }

    [Fact]
    public async Task A_path_begins_with_a_slash_and_a_token_is_of_its_path()
    {
        await Tree();
        Assert.StartsWith("ValidationException", await Ssm.Refused("GetParametersByPath", ("Path", name[1..])), StringComparison.Ordinal);
        var token = (string)(await Ssm.Call("GetParametersByPath", ("Path", name), ("MaxResults", 1)))["NextToken"]!;
        Assert.StartsWith("InvalidNextToken", await Ssm.Refused("GetParametersByPath", ("Path", name + "/sub"), ("NextToken", token)), StringComparison.Ordinal);
        Assert.StartsWith("ValidationException", await Ssm.Refused("GetParametersByPath", ("Path", name), ("MaxResults", 11)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Under_a_path_types_and_labels_choose()
    {
        await Tree();
        await scenery.Put(name + "/a", "A2", overwrite: true);
        await scenery.Label(name + "/a", 1, "blue");
        await scenery.Label(name + "/b", 1, "green");
        Assert.Equal("a=A", await ByLabel("blue"));
        Assert.Equal("a=A b=B", await ByLabel("blue", "green")); // each by the label it has
        Assert.Equal("a=A b=B", await ByLabel("green", "blue"));
        Assert.Equal("", await ByLabel("none"));
        Assert.Equal("sub/c", await Under("", true, ("Type", "Equals", ["StringList"])));
        Assert.StartsWith("InvalidFilterKey", await Ssm.Refused("GetParametersByPath", ("Path", name), ("ParameterFilters", Filters(("Name", null, ["x"])))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""[{"Key":"Label"}]""")]
    [InlineData("""[{"Key":"Label","Values":[]}]""")]
    [InlineData("""[{"Key":"Label","Values":["1"]}]""")]
    [InlineData("""[{"Key":"Type"}]""")]
    [InlineData("""[{}]""")]
    [InlineData("""[{"Key":"Label","Option":"BeginsWith","Values":["a"]}]""")]
    public async Task Odd_filters_never_break(string filters)
    {
        await Tree();
        foreach (var operation in (string[])["GetParametersByPath", "DescribeParameters"])
            Assert.InRange((await Ssm.Answer(operation, new JsonObject { ["Path"] = name, ["ParameterFilters"] = JsonNode.Parse(filters) }.ToJsonString())).Status, 200, 499);
    }

    [Theory]
    [InlineData("Name", "BeginsWith", "NAME/s", "sub/c sub/deep/d")]
    [InlineData("Name", "Contains", "deep", "sub/deep/d")]
    [InlineData("Name", "Equals", "NAME/a", "a")]
    [InlineData("Name", null, "NAME/a", "a")]
    [InlineData("Type", "Equals", "StringList", "sub/c")]
    [InlineData("Type", "BeginsWith", "String", "a b sub/c")]
    [InlineData("Tier", "Equals", "Advanced", "b")]
    [InlineData("DataType", "Equals", "text", "a b sub/c sub/deep/d")]
    [InlineData("KeyId", "Equals", "alias/aws/ssm", "sub/deep/d")]
    [InlineData("Path", "OneLevel", "NAME/sub", "sub/c")]
    [InlineData("Path", "Recursive", "NAME/sub", "sub/c sub/deep/d")]
    [InlineData("tag:team", "Equals", "blue", "a")]
    [InlineData("tag:team", null, null, "a")]
    [InlineData("tag:team", "Equals", "red", "")]
    public async Task Parameters_are_described_by_filters_and_never_with_their_values(string key, string? option, string? value, string found)
    {
        await Tree();
        await Ssm.Call("AddTagsToResource", ("ResourceType", "Parameter"), ("ResourceId", name + "/a"), ("Tags", new JsonArray(Map(("Key", "team"), ("Value", "blue")))));
        var described = await Ssm.Pages("DescribeParameters", "Parameters", "NextToken", "NextToken", 2, ("MaxResults", 2),
            ("ParameterFilters", Filters(("Path", "Recursive", [name]), (key, option, value is null ? [] : [value.Replace("NAME", name, StringComparison.Ordinal)]))));
        Assert.Equal(found, string.Join(' ', described.Select(Short)));
        Assert.All(described, d => Assert.Null(d["Value"]));
    }

    [Fact]
    public async Task Filters_have_an_older_form()
    {
        await Tree();
        var old = new JsonArray(new JsonObject { ["Key"] = "Name", ["Values"] = List(name + "/sub") });
        Assert.Equal("sub/c sub/deep/d", string.Join(' ', (await Ssm.Call("DescribeParameters", ("Filters", old)))["Parameters"]!.AsArray().Select(p => Short(p!))));
        Assert.StartsWith("ValidationException", await Ssm.Refused("DescribeParameters", ("Filters", old.DeepClone()), ("ParameterFilters", Filters(("Type", null, ["String"])))), StringComparison.Ordinal);
        Assert.StartsWith("InvalidFilterKey", await Ssm.Refused("DescribeParameters", ("ParameterFilters", Filters(("Label", null, ["x"])))), StringComparison.Ordinal);
        Assert.StartsWith("InvalidFilterOption", await Ssm.Refused("DescribeParameters", ("ParameterFilters", Filters(("Type", "Contains", ["x"])))), StringComparison.Ordinal);
        Assert.Contains("shared parameters", await Ssm.Refused("DescribeParameters", ("Shared", true)), StringComparison.Ordinal);
    }

    /// <summary>A list, an advanced one, and a sealed one among them.</summary>
    private async Task Tree()
    {
        await scenery.Put(name + "/a", "A");
        await Ssm.Call("PutParameter", ("Name", name + "/b"), ("Value", "B"), ("Type", "String"), ("Tier", "Advanced"));
        await scenery.Put(name + "/sub/c", "x,y", "StringList");
        await scenery.Put(name + "/sub/deep/d", "hidden", "SecureString");
        await scenery.Put(name + "x", "beside");
    }

    private string Short(JsonNode parameter) => ((string)parameter["Name"]!)[(name.Length + 1)..];

    private async Task<string> Under(string path, bool recursive, params (string, string?, string[])[] filters) =>
        string.Join(' ', (await Ssm.Pages("GetParametersByPath", "Parameters", "NextToken", "NextToken", 2, ("Path", name + path), ("Recursive", recursive), ("MaxResults", 2), ("ParameterFilters", filters.Length > 0 ? Filters(filters) : null))).Select(Short));

    private async Task<string> ByLabel(params string[] labels) =>
        string.Join(' ', (await Ssm.Call("GetParametersByPath", ("Path", name), ("ParameterFilters", Filters(("Label", null, labels)))))["Parameters"]!.AsArray().Select(p => $"{Short(p!)}={p!["Value"]}"));
}
