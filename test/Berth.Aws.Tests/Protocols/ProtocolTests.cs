using System.Text.Json.Nodes;
using Berth.Aws.Tests.Driving;

namespace Berth.Aws.Tests.Protocols;

public sealed class ProtocolTests(AwsFront berth)
{
    private readonly ApiClient client = berth.Client();

    [Fact]
    public async Task Every_answer_and_every_error_has_a_request_id()
    {
        foreach (var operation in (string[])["ListClusters", "NoSuchThing"])
            Assert.Matches("^[0-9a-f-]{36}$", (await client.Json("ecs", operation, "{}")).Headers["x-amzn-RequestId"]);
        Assert.NotEmpty((await client.QueryAnswer("iam", "NoSuchThing")).ToXml().Element("RequestId")!.Value);
        Assert.NotEmpty((await client.QueryAnswer("ec2", "NoSuchThing")).ToXml().Element("RequestID")!.Value);
    }

    [Fact]
    public async Task An_operation_that_is_not_there_says_so_in_each_protocol()
    {
        Assert.Equal("UnknownOperationException", (await client.Refused("ecs", "CreateDaemonOfTheSea")).Code);
        var iam = await client.QueryRefused("iam", "CreateSeaMonster");
        Assert.Equal(("InvalidAction", "The action CreateSeaMonster is not valid for this web service."), (iam.Code, iam.Message));
        Assert.Equal("InvalidAction", (await client.QueryRefused("ec2", "RunSeaMonsters")).Code);
    }

    [Fact]
    public async Task Members_that_nobody_knows_are_ignored() =>
        Assert.NotNull((await client.Call("ecs", "ListClusters", new JsonObject { ["colour"] = "red", ["maxResults"] = 5 }))["clusterArns"]);

    [Theory]
    [InlineData("""{"count":"two"}""", "STRING_VALUE cannot be converted to Integer")]
    [InlineData("""{"count":true}""", "TRUE_VALUE cannot be converted to Integer")]
    [InlineData("""{"cluster":{}}""", "Start of structure or map found where not expected.")]
    [InlineData("""{"tags":"x"}""", "Unexpected field type")]
    [InlineData("not json", "The request body is not JSON.")]
    [InlineData("[]", "Unexpected list element found where not expected.")]
    public async Task Wrong_types_are_refused_in_the_words_of_aws(string body, string message)
    {
        var error = (await client.Json("ecs", "RunTask", body)).ToError();
        Assert.Equal((400, "SerializationException", message), (error.Status, error.Code, error.Message));
    }

    [Fact]
    public async Task A_missing_member_is_named()
    {
        Assert.Equal("InvalidParameterException", (await client.Refused("ecr", "CreateRepository")).Code);
        var logs = await client.Refused("logs", "CreateLogGroup");
        Assert.Equal("1 validation error detected: Value null at 'logGroupName' failed to satisfy constraint: Member must not be null", logs.Message);
        Assert.Equal("ValidationError", (await client.QueryRefused("iam", "GetRolePolicy")).Code);
    }

    [Fact]
    public async Task Bodies_over_one_mebibyte_are_refused_but_log_events_may_have_four()
    {
        var large = new JsonObject { ["family"] = new string('x', 1 << 20) }.ToJsonString();
        Assert.Equal(413, (await client.Json("ecs", "RegisterTaskDefinition", large)).Status);
        var lines = new JsonObject { ["logGroupName"] = "/none", ["logStreamName"] = "none", ["logEvents"] = new JsonArray(new JsonObject { ["timestamp"] = 0, ["message"] = new string('x', 2 << 20) }) };
        Assert.Equal(400, (await client.Json("logs", "PutLogEvents", lines.ToJsonString())).Status);
        Assert.Equal(413, (await client.Json("logs", "PutLogEvents", new JsonObject { ["x"] = new string('x', 4 << 20) }.ToJsonString())).Status);
    }

    [Fact]
    public async Task Json_errors_name_their_type_in_a_header_too() =>
        Assert.Equal("ClusterNotFoundException", (await client.Json("ecs", "DeleteCluster", """{"cluster":"nowhere"}""")).Headers["x-amzn-ErrorType"]);

    [Fact]
    public async Task Query_lists_and_filters_are_read_by_number()
    {
        var answer = await client.Query("ec2", "DescribeSubnets", ("Filter.1.Name", "default-for-az"), ("Filter.1.Value.1", "true"), ("Filter.2.Name", "availability-zone"),
            ("Filter.2.Value.1", "ap-northeast-1a"), ("Filter.2.Value.2", "ap-northeast-1d"));
        Assert.Equal(2, answer.Descendants("subnetId").Count());
    }
}
