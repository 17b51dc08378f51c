using System.Text.Json.Nodes;
using Berth.Aws.Tests.Driving;
using static Berth.Aws.Tests.Driving.JsonScenery;

namespace Berth.Aws.Tests.Services.Ssm;

public sealed class ParameterOperationsTests(AwsFront berth)
{
    private const string NameWords = "Parameter name: can't be prefixed with \"ssm\" (case-insensitive). If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_";
    private readonly ParameterScenery scenery = new(berth.Client());
    private readonly string name = "/" + Mark();

    private JsonScenery Ssm => scenery.Ssm;

    [Fact]
    public async Task A_parameter_is_put_and_read()
    {
        var put = await Ssm.Call("PutParameter", ("Name", name + "/key"), ("Value", "value"), ("Type", "String"));
        Assert.Equal((1, "Standard"), ((int)put["Version"]!, (string)put["Tier"]!));
        var read = await scenery.Get(name + "/key");
        Assert.Equal((name + "/key", "String", "value", 1, "text"), ((string)read["Name"]!, (string)read["Type"]!, (string)read["Value"]!, (int)read["Version"]!, (string)read["DataType"]!));
        Assert.Equal($"{ParameterScenery.ArnPrefix}{name[1..]}/key", (string)read["ARN"]!);
        Assert.Null(read["Selector"]);
    }

    [Fact]
    public async Task A_parameter_goes_by_its_arn_too()
    {
        var plain = name[1..];
        foreach (var (given, value) in ((string, string)[])[(name + "/key", "deep"), (plain, "without a slash"), (name + "-s", "with a slash")]) await scenery.Put(given, value);
        Assert.Equal("deep", await scenery.Read($"{ParameterScenery.ArnPrefix}{plain}/key"));
        Assert.Equal("deep", await scenery.Read($"{ParameterScenery.ArnPrefix}{plain}/key:1"));
        Assert.Equal("without a slash", await scenery.Read(ParameterScenery.ArnPrefix + plain));
        Assert.Equal("with a slash", await scenery.Read($"{ParameterScenery.ArnPrefix}{plain}-s"));
        foreach (var arn in (string[])["arn:", "arn:aws:ssm", ParameterScenery.ArnPrefix, $"arn:aws:ssm:eu-west-1:123456789012:parameter{name}/key"]) Assert.Equal("ParameterNotFound: ", await scenery.RefusedRead(arn));
    }

    [Fact]
    public async Task A_parameter_is_put_anew_only_when_that_is_said()
    {
        await Ssm.Call("PutParameter", ("Name", name), ("Value", "one"), ("Type", "String"), ("Description", "mine"));
        Assert.Equal("ParameterAlreadyExists: The parameter already exists. To overwrite this value, set the overwrite option in the request to true.", await Ssm.Refused("PutParameter", ("Name", name), ("Value", "two"), ("Type", "String")));
        Assert.Equal("one", await scenery.Read(name));
        Assert.Equal(2, (int)(await Ssm.Call("PutParameter", ("Name", name), ("Value", "two"), ("Overwrite", true)))["Version"]!);
        Assert.Equal(("two", "mine"), (await scenery.Read(name), (string)(await Describe())["Description"]!));
        Assert.StartsWith("HierarchyTypeMismatchException", await Ssm.Refused("PutParameter", ("Name", name), ("Value", "three"), ("Type", "SecureString"), ("Overwrite", true)), StringComparison.Ordinal);
        Assert.Equal("ValidationException: A parameter type is required when you create a parameter.", await Ssm.Refused("PutParameter", ("Name", name + "x"), ("Value", "v")));
        Assert.Equal(1, await scenery.Put(name + "y", "v", overwrite: true));
    }

    [Theory]
    [InlineData("a b", "ValidationException: " + NameWords)]
    [InlineData("/app/", "ValidationException: " + NameWords)]
    [InlineData("a:b", "ValidationException: " + NameWords)]
    [InlineData("SSM-thing", "ValidationException: " + NameWords)]
    [InlineData("/ssm/x", "ValidationException: " + NameWords)]
    [InlineData("app/key", "ValidationException: Parameter name must be a fully qualified name.")]
    [InlineData("/aws/x", "AccessDeniedException: No access to reserved parameter name: /aws/x.")]
    [InlineData("awsThing", "AccessDeniedException: No access to reserved parameter name: awsThing.")]
    [InlineData("/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16", "HierarchyLevelLimitExceededException: Parameter hierarchies can have a maximum of 15 levels. Example: /Level_1/L2/L3/L4/L5/L6/L7/L8/L9/L10/L11/L12/L13/L14/parameter-name.")]
    public async Task A_name_that_a_parameter_cannot_have_is_refused(string given, string error) => Assert.Equal(error, await Ssm.Refused("PutParameter", ("Name", given), ("Value", "v"), ("Type", "String")));

    [Fact]
    public async Task What_is_not_done_is_refused_by_name()
    {
        Assert.Contains("parameter policies", await Ssm.Refused("PutParameter", ("Name", name), ("Value", "v"), ("Type", "String"), ("Policies", "[]")), StringComparison.Ordinal);
        Assert.Contains("aws:ec2:image", await Ssm.Refused("PutParameter", ("Name", name), ("Value", "v"), ("Type", "String"), ("DataType", "aws:ec2:image")), StringComparison.Ordinal);
        Assert.StartsWith("ValidationException: KeyId is only allowed", await Ssm.Refused("PutParameter", ("Name", name), ("Value", "v"), ("Type", "String"), ("KeyId", "alias/aws/ssm")), StringComparison.Ordinal);
        Assert.StartsWith("ValidationException: 1 validation error", await Ssm.Refused("PutParameter", ("Name", name), ("Value", "v"), ("Type", "Number")), StringComparison.Ordinal);
        Assert.StartsWith("ValidationException: Invalid request: tags and overwrite", await Ssm.Refused("PutParameter", ("Name", name), ("Value", "v"), ("Type", "String"), ("Overwrite", true), ("Tags", Tags(("a", "1")))), StringComparison.Ordinal);
        Assert.StartsWith("UnknownOperationException", await Ssm.Refused("SendCommand"), StringComparison.Ordinal);
        Assert.Equal("ParameterNotFound: ", await scenery.RefusedRead(name));
    }

    [Theory]
    [InlineData(null, 1, "Standard")]
    [InlineData("Standard", 4096, "Standard")]
    [InlineData("Standard", 4097, null)]
    [InlineData(null, 4097, null)]
    [InlineData("Advanced", 1, "Advanced")]
    [InlineData("Advanced", 8192, "Advanced")]
    [InlineData("Advanced", 8193, null)]
    [InlineData("Intelligent-Tiering", 4096, "Standard")]
    [InlineData("Intelligent-Tiering", 4097, "Advanced")]
    [InlineData("Intelligent-Tiering", 8193, null)]
    [InlineData("Standard", 0, null)]
    public async Task A_tier_says_how_long_a_value_may_be(string? tier, int length, string? given)
    {
        (string, JsonNode?)[] members = [("Name", name), ("Value", new string('x', length)), ("Type", "String"), ("Tier", tier)];
        if (given is null)
        {
            var refused = await Ssm.Refused("PutParameter", members);
            Assert.StartsWith("ValidationException: ", refused, StringComparison.Ordinal);
            Assert.DoesNotContain("xxx", refused, StringComparison.Ordinal);
            return;
        }

        Assert.Equal(given, (string)(await Ssm.Call("PutParameter", members))["Tier"]!);
        Assert.Equal(given, (string)(await Describe())["Tier"]!);
        Assert.Equal(length, (await scenery.Read(name)).Length);
    }

    [Fact]
    public async Task A_tier_that_is_not_named_stays_and_an_advanced_one_never_goes_down()
    {
        await Ssm.Call("PutParameter", ("Name", name), ("Value", new string('x', 5000)), ("Type", "String"), ("Tier", "Advanced"));
        Assert.Equal("Advanced", (string)(await Ssm.Call("PutParameter", ("Name", name), ("Value", new string('y', 5000)), ("Overwrite", true)))["Tier"]!);
        Assert.Equal("Advanced", (string)(await Ssm.Call("PutParameter", ("Name", name), ("Value", "short"), ("Overwrite", true)))["Tier"]!);
        Assert.Equal("Advanced", (string)(await Ssm.Call("PutParameter", ("Name", name), ("Value", "short"), ("Overwrite", true), ("Tier", "Intelligent-Tiering")))["Tier"]!);
        Assert.StartsWith("ValidationException: This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-parameter tier to the standard-parameter tier.", await Ssm.Refused("PutParameter", ("Name", name), ("Value", "short"), ("Overwrite", true), ("Tier", "Standard")), StringComparison.Ordinal);
        Assert.Equal("Advanced", (string)(await Describe())["Tier"]!);
    }

    [Fact]
    public async Task A_value_must_match_the_pattern()
    {
        await Ssm.Call("PutParameter", ("Name", name), ("Value", "42"), ("Type", "String"), ("AllowedPattern", "^\\d+$"));
        Assert.Equal("ParameterPatternMismatchException: Parameter value, cannot be validated against allowedPattern: ^\\d+$", await Ssm.Refused("PutParameter", ("Name", name), ("Value", "none"), ("Overwrite", true)));
        Assert.Equal("42", await scenery.Read(name));
        await Ssm.Call("PutParameter", ("Name", name), ("Value", "word"), ("Overwrite", true), ("AllowedPattern", "^[a-z]+$"));
        foreach (var pattern in (string[])["(", "[z-a]", "(?=x)x", "(a)\\1"])
            Assert.StartsWith("InvalidAllowedPatternException", await Ssm.Refused("PutParameter", ("Name", name), ("Value", "x"), ("Overwrite", true), ("AllowedPattern", pattern)), StringComparison.Ordinal);
        Assert.StartsWith("ParameterPatternMismatchException", await Ssm.Refused("PutParameter", ("Name", name), ("Value", new string('a', 4000) + "!"), ("Overwrite", true), ("AllowedPattern", "^(a+)+$")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_are_read_and_those_that_are_not_there_are_named()
    {
        await scenery.Put(name + "/a", "A");
        await scenery.Put(name + "/b", "B");
        var answer = await Ssm.Call("GetParameters", ("Names", List(name + "/b", name + "/none", name + "/a:1", name + "/a:9", name + "/b:label")));
        Assert.Equal([$"{name}/b=B", $"{name}/a=A"], answer["Parameters"]!.AsArray().Select(p => $"{p!["Name"]}={p["Value"]}"));
        Assert.Equal(":1", (string)answer["Parameters"]![1]!["Selector"]!);
        Assert.Equal([name + "/none", name + "/a:9", name + "/b:label"], answer["InvalidParameters"]!.AsArray().Select(n => (string)n!));
        Assert.StartsWith("ValidationException", await Ssm.Refused("GetParameters", ("Names", List([.. Enumerable.Range(0, 11).Select(n => $"n{n}")]))), StringComparison.Ordinal);
        Assert.StartsWith("ValidationException", await Ssm.Refused("GetParameters", ("Names", List("a", "a"))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parameters_are_deleted_alone_and_together()
    {
        foreach (var letter in "abc") await scenery.Put($"{name}/{letter}", "v");
        await Ssm.Call("DeleteParameter", ("Name", name + "/a"));
        Assert.Equal("ParameterNotFound: ", await Ssm.Refused("DeleteParameter", ("Name", name + "/a")));
        var answer = await Ssm.Call("DeleteParameters", ("Names", List(name + "/a", name + "/b", name + "/b", name + "/c")));
        Assert.Equal([name + "/b", name + "/c"], answer["DeletedParameters"]!.AsArray().Select(n => (string)n!));
        Assert.Equal([name + "/a", name + "/b"], answer["InvalidParameters"]!.AsArray().Select(n => (string)n!));
        Assert.Equal(1, await scenery.Put(name + "/a", "anew"));
    }

    [Fact]
    public async Task Tags_are_added_listed_and_taken_away()
    {
        await Ssm.Call("PutParameter", ("Name", name), ("Value", "v"), ("Type", "String"), ("Tags", Tags(("a", "1"))));
        await Tag("AddTagsToResource", ("Tags", Tags(("a", "2"), ("b", "3"))));
        await Tag("RemoveTagsFromResource", ("TagKeys", List("b", "none")));
        Assert.Equal("a=2", string.Join(' ', (await Tag("ListTagsForResource"))["TagList"]!.AsArray().Select(t => $"{t!["Key"]}={t["Value"]}")));
        foreach (var operation in (string[])["AddTagsToResource", "RemoveTagsFromResource", "ListTagsForResource"])
        {
            (string, JsonNode?)[] what = operation == "AddTagsToResource" ? [("Tags", Tags(("a", "1")))] : operation == "RemoveTagsFromResource" ? [("TagKeys", List("a"))] : [];
            Assert.Equal("InvalidResourceId: ", await Ssm.Refused(operation, [("ResourceType", "Parameter"), ("ResourceId", name + "-none"), .. what]));
            Assert.Equal("InvalidResourceType: ", await Ssm.Refused(operation, [("ResourceType", "Document"), ("ResourceId", name), .. what.Select(w => (w.Item1, w.Item2?.DeepClone()))]));
        }

        Assert.StartsWith("ValidationException", await Ssm.Refused("AddTagsToResource", ("ResourceType", "Parameter"), ("ResourceId", name), ("Tags", Tags(("aws:x", "1")))), StringComparison.Ordinal);
        Assert.StartsWith("ValidationException", await Ssm.Refused("PutParameter", ("Name", name + "x"), ("Value", "v"), ("Type", "String"), ("Tags", Tags(("x", "1"), ("x", "2")))), StringComparison.Ordinal);
        Assert.StartsWith("TooManyTagsError", await Ssm.Refused("AddTagsToResource", ("ResourceType", "Parameter"), ("ResourceId", name), ("Tags", Tags([.. Enumerable.Range(0, 50).Select(n => ($"k{n}", "v"))]))), StringComparison.Ordinal);
    }

    private Task<JsonNode> Tag(string operation, params (string, JsonNode?)[] what) => Ssm.Call(operation, [("ResourceType", "Parameter"), ("ResourceId", name), .. what]);

    private async Task<JsonNode> Describe() => (await Ssm.Call("DescribeParameters", ("ParameterFilters", ParameterScenery.Filters(("Name", "Equals", [name])))))["Parameters"]!.AsArray().Single()!;

    private static JsonArray Tags(params (string Key, string Value)[] tags) => [.. tags.Select(t => (JsonNode?)Map(("Key", t.Key), ("Value", t.Value)))];
}
