using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Berth.Aws.Tests.Driving;
using static Berth.Aws.Tests.Driving.JsonScenery;

namespace Berth.Aws.Tests.Services.SecretsManager;

public sealed class SecretOperationsTests(AwsFront berth)
{
    private readonly SecretScenery scenery = new(berth.Client());

    private JsonScenery Secrets => scenery.Secrets;

    [Fact]
    public async Task A_secret_is_made_described_and_read()
    {
        var name = Mark() + "/db";
        var made = await Secrets.Call("CreateSecret", ("Name", name), ("Description", "of the database"), ("SecretString", """{"user":"hidden"}"""), ("Tags", Tags(("team", "blue"))));
        Assert.Matches(new Regex($"^{Regex.Escape(SecretScenery.ArnPrefix + name)}-[A-Za-z0-9]{{6}}$"), (string)made["ARN"]!);
        var version = (string)made["VersionId"]!;
        var read = await Secrets.Call("GetSecretValue", ("SecretId", name));
        Assert.Equal(((string)made["ARN"]!, name, version, """{"user":"hidden"}"""), ((string)read["ARN"]!, (string)read["Name"]!, (string)read["VersionId"]!, (string)read["SecretString"]!));
        Assert.Equal("AWSCURRENT", (string)read["VersionStages"]!.AsArray().Single()!);
        Assert.Null(read["SecretBinary"]);
        var described = await Secrets.Call("DescribeSecret", ("SecretId", name));
        Assert.Equal(("of the database", "team", "blue"), ((string)described["Description"]!, (string)described["Tags"]![0]!["Key"]!, (string)described["Tags"]![0]!["Value"]!));
        Assert.Equal("AWSCURRENT", (string)described["VersionIdsToStages"]![version]![0]!);
        Assert.NotNull(described["LastAccessedDate"]);
        Assert.Null(described["KmsKeyId"]);
        Assert.DoesNotContain("hidden", described.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_goes_by_its_name_its_arn_and_its_arn_without_the_end()
    {
        var name = Mark();
        var arn = await scenery.Make(name);
        var confusing = await scenery.Make($"{name}-abcdef", "other");
        Assert.Equal(("value", "value", "value"), (await scenery.Read(name), await scenery.Read(arn), await scenery.Read(arn[..^7])));
        Assert.Equal(("other", "other"), (await scenery.Read($"{name}-abcdef"), await scenery.Read(confusing)));
        Assert.Equal(SecretScenery.NotFound, await scenery.RefusedRead(arn[..^1] + (arn[^1] == 'x' ? 'y' : 'x')));
        Assert.Equal(SecretScenery.NotFound, await scenery.RefusedRead(arn.Replace("ap-northeast-1", "eu-west-1", StringComparison.Ordinal)));
        Assert.Equal(SecretScenery.NotFound, await scenery.RefusedRead("arn:"));
        Assert.Equal(SecretScenery.NotFound, await scenery.RefusedRead(SecretScenery.ArnPrefix));
    }

    [Theory]
    [InlineData("DescribeSecret")]
    [InlineData("GetSecretValue")]
    [InlineData("ListSecretVersionIds")]
    [InlineData("GetResourcePolicy")]
    [InlineData("DeleteResourcePolicy")]
    [InlineData("DeleteSecret")]
    [InlineData("RestoreSecret")]
    [InlineData("UpdateSecret")]
    public async Task A_secret_that_is_not_there_is_not_found(string operation) => Assert.Equal(SecretScenery.NotFound, await Secrets.Refused(operation, ("SecretId", Mark())));

    [Fact]
    public async Task Bytes_stay_bytes()
    {
        var name = Mark();
        await Secrets.Call("CreateSecret", ("Name", name), ("SecretBinary", "AAH/gA=="));
        var read = await Secrets.Call("GetSecretValue", ("SecretId", name));
        Assert.Equal("AAH/gA==", (string)read["SecretBinary"]!);
        Assert.Null(read["SecretString"]);
        await scenery.Put(name, "text");
        Assert.Equal("text", await scenery.Read(name));
    }

    [Fact]
    public async Task Sixty_four_kibibytes_and_no_more_and_no_error_repeats_a_value()
    {
        var (name, large) = (Mark(), new string('s', 65536));
        await scenery.Make(name, large);
        Assert.Equal(large, await scenery.Read(name));
        var body = new JsonObject { ["Name"] = Mark(), ["SecretId"] = name, ["SecretString"] = "hidden-value" + large };
        foreach (var operation in (string[])["CreateSecret", "PutSecretValue", "UpdateSecret"])
        {
            var refused = await Secrets.Answer(operation, body.ToJsonString());
            Assert.Equal(400, refused.Status);
            Assert.Contains("ValidationException", refused.Body, StringComparison.Ordinal);
            Assert.Contains("Member must have length less than or equal to 65536", refused.Body, StringComparison.Ordinal);
            Assert.DoesNotContain("hidden-value", refused.Body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Letters_of_several_bytes_are_counted_as_bytes()
    {
        var name = Mark();
        Assert.Equal("ValidationException", (await Secrets.Refused("CreateSecret", ("Name", name), ("SecretString", new string('é', 40_000)))).Split(':')[0]);
        Assert.DoesNotContain($"secret/{name}", berth.Store.Keys);
    }

    [Fact]
    public async Task A_request_gives_one_value()
    {
        var name = Mark();
        const string Both = "InvalidParameterException: You can't specify both a binary secret value and a string secret value in the same secret.";
        Assert.Equal(Both, await Secrets.Refused("CreateSecret", ("Name", name), ("SecretString", "a"), ("SecretBinary", "AAA=")));
        await scenery.Make(name);
        Assert.Equal(Both, await Secrets.Refused("PutSecretValue", ("SecretId", name), ("SecretString", "a"), ("SecretBinary", "AAA=")));
        Assert.Equal("InvalidParameterException: You must provide either SecretString or SecretBinary.", await Secrets.Refused("PutSecretValue", ("SecretId", name)));
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("a:b")]
    [InlineData("é")]
    public async Task A_name_that_a_secret_cannot_have_is_refused(string name) =>
        Assert.StartsWith("ValidationException: Invalid name.", await Secrets.Refused("CreateSecret", ("Name", name), ("SecretString", "v")), StringComparison.Ordinal);

    [Fact]
    public async Task What_is_not_done_is_refused_by_name()
    {
        var name = Mark();
        Assert.Contains("replication of secrets", await Secrets.Refused("CreateSecret", ("Name", name), ("AddReplicaRegions", new JsonArray(Map(("Region", "eu-west-1"))))), StringComparison.Ordinal);
        Assert.Contains("managed external secrets", await Secrets.Refused("CreateSecret", ("Name", name), ("Type", "x")), StringComparison.Ordinal);
        await scenery.Make(name);
        Assert.Contains("rotation", await Secrets.Refused("PutSecretValue", ("SecretId", name), ("SecretString", "v"), ("RotationToken", new string('a', 36))), StringComparison.Ordinal);
        Assert.StartsWith("UnknownOperationException", await Secrets.Refused("RotateSecret", ("SecretId", name)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_is_taken_once_and_a_request_may_be_repeated()
    {
        var name = Mark();
        var arn = await scenery.Make(name, "value", SecretScenery.Token('a'));
        Assert.Equal(arn, await scenery.Make(name, "value", SecretScenery.Token('a')));
        Assert.Equal($"ResourceExistsException: The operation failed because the secret {name} already exists.", await Secrets.Refused("CreateSecret", ("Name", name), ("SecretString", "value")));
        Assert.Equal($"ResourceExistsException: You can't use ClientRequestToken {SecretScenery.Token('a')} because that value is already in use for a version of secret {arn}.", await Secrets.Refused("CreateSecret", ("Name", name), ("SecretString", "other"), ("ClientRequestToken", SecretScenery.Token('a'))));
        Assert.Equal("value", await scenery.Read(name));
    }

    [Fact]
    public async Task A_secret_without_a_value_has_none_to_read()
    {
        var name = Mark();
        Assert.Null((await Secrets.Call("CreateSecret", ("Name", name)))["VersionId"]);
        Assert.Equal("ResourceNotFoundException: Secrets Manager can't find the specified secret value for staging label: AWSCURRENT", await scenery.RefusedRead(name));
        Assert.Null((await Secrets.Call("DescribeSecret", ("SecretId", name)))["VersionIdsToStages"]);
        await scenery.Put(name, "first", SecretScenery.Token('a'), "blue");
        Assert.Equal(("first", "a:blue,AWSCURRENT"), (await scenery.Read(name), await scenery.Stages(name)));
    }

    [Fact]
    public async Task Tags_are_added_and_taken_away()
    {
        var name = Mark();
        await scenery.Make(name);
        await Secrets.Call("TagResource", ("SecretId", name), ("Tags", Tags(("a", "1"), ("b", "2"))));
        await Secrets.Call("TagResource", ("SecretId", name), ("Tags", Tags(("b", "3"))));
        await Secrets.Call("UntagResource", ("SecretId", name), ("TagKeys", List("a", "none")));
        Assert.Equal("b=3", string.Join(' ', (await Secrets.Call("DescribeSecret", ("SecretId", name)))["Tags"]!.AsArray().Select(t => $"{t!["Key"]}={t["Value"]}")));
        Assert.StartsWith("InvalidParameterException", await Secrets.Refused("TagResource", ("SecretId", name), ("Tags", Tags(("aws:x", "1")))), StringComparison.Ordinal);
        Assert.StartsWith("InvalidParameterException", await Secrets.Refused("CreateSecret", ("Name", name + "x"), ("Tags", Tags(("x", "1"), ("x", "2")))), StringComparison.Ordinal);
        Assert.StartsWith("InvalidParameterException", await Secrets.Refused("TagResource", ("SecretId", name), ("Tags", Tags([.. Enumerable.Range(0, 50).Select(n => ($"k{n}", "v"))]))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Passwords_are_random_and_as_wished()
    {
        var plain = new[] { await Password(), await Password() };
        Assert.All(plain, p => Assert.Equal(32, p.Length));
        Assert.NotEqual(plain[0], plain[1]);
        Assert.Matches("^[0-9]{12}$", await Password(("PasswordLength", 12), ("ExcludeLowercase", true), ("ExcludeUppercase", true), ("ExcludePunctuation", true)));
        Assert.DoesNotContain('a', await Password(("PasswordLength", 4096), ("ExcludeCharacters", "a")));
        Assert.StartsWith("InvalidParameterException", await Secrets.Refused("GetRandomPassword", ("PasswordLength", 3)), StringComparison.Ordinal);
        Assert.StartsWith("InvalidParameterException", await Secrets.Refused("GetRandomPassword", ("ExcludeNumbers", true), ("ExcludeLowercase", true), ("ExcludeUppercase", true), ("ExcludePunctuation", true)), StringComparison.Ordinal);
        Assert.StartsWith("ValidationException", await Secrets.Refused("GetRandomPassword", ("PasswordLength", 4097)), StringComparison.Ordinal);
    }

    private async Task<string> Password(params (string, JsonNode?)[] members) => (string)(await Secrets.Call("GetRandomPassword", members))["RandomPassword"]!;

    private static JsonArray Tags(params (string Key, string Value)[] tags) => [.. tags.Select(t => (JsonNode?)Map(("Key", t.Key), ("Value", t.Value)))];
}
