using System.Text.Json.Nodes;
using Berth.Aws.Tests.Driving;

namespace Berth.Aws.Tests.Services.Logs;

public sealed class LogsOperationsTests(AwsFront berth)
{
    private readonly ApiClient client = berth.Client();
    private readonly string group = "/test/" + Guid.NewGuid().ToString("N")[..8];
    private readonly long now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    [Fact]
    public async Task Lines_come_back_in_order_with_both_tokens()
    {
        await MakeStream("web");
        await Put("web", [(now - 2, "one"), (now - 1, "two"), (now, "three")]);
        var first = await client.Call("logs", "GetLogEvents", Stream("web", ("startFromHead", true), ("limit", 2)));
        Assert.Equal(["one", "two"], Messages(first));
        var second = await client.Call("logs", "GetLogEvents", Stream("web", ("nextToken", (string)first["nextForwardToken"]!)));
        Assert.Equal(["three"], Messages(second));
        var end = await client.Call("logs", "GetLogEvents", Stream("web", ("nextToken", (string)second["nextForwardToken"]!)));
        Assert.Empty(Messages(end));
        Assert.Equal((string)second["nextForwardToken"]!, (string)end["nextForwardToken"]!);

        await Put("web", [(now, "four")]);
        Assert.Equal(["four"], Messages(await client.Call("logs", "GetLogEvents", Stream("web", ("nextToken", (string)end["nextForwardToken"]!)))));
        Assert.Equal(["three", "four"], Messages(await client.Call("logs", "GetLogEvents", Stream("web", ("limit", 2)))));
    }

    [Fact]
    public async Task Filters_search_all_streams_or_some()
    {
        await MakeStream("a/1");
        await MakeStream("b/1");
        await Put("a/1", [(now - 10, "ERROR late"), (now - 8, "fine")]);
        await Put("b/1", [(now - 9, "ERROR early")]);
        Assert.Equal(["ERROR late", "ERROR early", "fine"], await Filter());
        Assert.Equal(["ERROR late", "ERROR early"], await Filter(("filterPattern", "ERROR")));
        Assert.Equal(["ERROR early"], await Filter(("logStreamNamePrefix", "b/")));
        Assert.Equal(["ERROR early", "fine"], await Filter(("startTime", now - 9)));
        Assert.Equal(["ERROR late"], await Filter(("endTime", now - 10)));
        var page = await client.Call("logs", "FilterLogEvents", Request(("limit", 2)));
        Assert.Equal(["fine"], await Filter(("limit", 2), ("nextToken", (string)page["nextToken"]!)));
    }

    [Fact]
    public async Task Old_lines_are_left_out_and_named()
    {
        await MakeStream("web");
        var answer = await client.Call("logs", "PutLogEvents", Stream("web", ("logEvents", Lines([(now - (15L * 86_400_000), "old")]))));
        Assert.Equal(1, (int)answer["rejectedLogEventsInfo"]!["tooOldLogEventEndIndex"]!);
        Assert.Empty(await Filter());
    }

    [Fact]
    public async Task Groups_and_streams_are_listed_with_their_facts()
    {
        await MakeStream("web");
        await client.Call("logs", "PutRetentionPolicy", Request(("retentionInDays", 7)));
        await Put("web", [(now, "one")]);
        var listed = (await client.Call("logs", "DescribeLogGroups", new JsonObject { ["logGroupNamePrefix"] = group }))["logGroups"]![0]!;
        Assert.Equal((7, $"arn:aws:logs:ap-northeast-1:123456789012:log-group:{group}:*"), ((int)listed["retentionInDays"]!, (string)listed["arn"]!));
        var stream = (await client.Call("logs", "DescribeLogStreams", Request()))["logStreams"]![0]!;
        Assert.Equal(("web", now), ((string)stream["logStreamName"]!, (long)stream["lastEventTimestamp"]!));
    }

    [Fact]
    public async Task A_stream_that_was_deleted_and_made_anew_is_empty()
    {
        await MakeStream("web");
        await Put("web", [(now, "one")]);
        await client.Call("logs", "DeleteLogStream", Stream("web"));
        await client.Call("logs", "CreateLogStream", Stream("web"));
        Assert.Empty(Messages(await client.Call("logs", "GetLogEvents", Stream("web"))));
    }

    [Fact]
    public async Task What_is_not_there_and_what_is_there_already()
    {
        Assert.Equal(("ResourceNotFoundException", "The specified log group does not exist."), Short(await client.Refused("logs", "CreateLogStream", Stream("web"))));
        await MakeStream("web");
        Assert.Equal(("ResourceAlreadyExistsException", "The specified log group already exists"), Short(await client.Refused("logs", "CreateLogGroup", Request())));
        Assert.Equal(("ResourceAlreadyExistsException", "The specified log stream already exists"), Short(await client.Refused("logs", "CreateLogStream", Stream("web"))));
        Assert.Equal(("ResourceNotFoundException", "The specified log stream does not exist."), Short(await client.Refused("logs", "GetLogEvents", Stream("other"))));
        Assert.Equal("InvalidParameterException", (await client.Refused("logs", "PutRetentionPolicy", Request(("retentionInDays", 2)))).Code);
    }

    private async Task MakeStream(string name)
    {
        await client.Json("logs", "CreateLogGroup", Request().ToJsonString());
        await client.Call("logs", "CreateLogStream", Stream(name));
    }

    private Task Put(string stream, (long At, string Message)[] lines) => client.Call("logs", "PutLogEvents", Stream(stream, ("logEvents", Lines(lines))));

    private async Task<string[]> Filter(params (string Name, JsonNode Value)[] more) => Messages(await client.Call("logs", "FilterLogEvents", Request(more)));

    private JsonObject Request(params (string Name, JsonNode Value)[] more)
    {
        var request = new JsonObject { ["logGroupName"] = group };
        foreach (var (name, value) in more) request[name] = value;
        return request;
    }

    private JsonObject Stream(string name, params (string Name, JsonNode Value)[] more) => Request([("logStreamName", name), .. more]);

    private static JsonArray Lines((long At, string Message)[] lines) => new([.. lines.Select(l => new JsonObject { ["timestamp"] = l.At, ["message"] = l.Message })]);

    private static string[] Messages(JsonNode answer) => [.. answer["events"]!.AsArray().Select(e => (string)e!["message"]!)];

    private static (string Code, string Message) Short(ApiError error) => (error.Code, error.Message);
}
