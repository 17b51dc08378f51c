using System.Text.Json.Nodes;
using Berth.Aws.Services.Logs;
using Berth.Aws.Tests.Driving;
using Berth.Domain.Logs;
using Berth.Storage;
using Microsoft.Extensions.DependencyInjection;

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
    public async Task A_group_says_how_much_it_stores()
    {
        await MakeStream("web");
        await MakeStream("db");
        await Put("web", [(now, "four")]);
        await Put("db", [(now, "ü")]);
        Assert.Equal(4 + 2 + (2 * 26), (long)(await Group())!["storedBytes"]!);
    }

    [Fact]
    public async Task Retention_deletes_what_is_older_and_nothing_else()
    {
        await MakeStream("web");
        await Put("web", [(now - (2L * 86_400_000), "old"), (now - (2L * 86_400_000) + 1, "old too")]);
        await Put("web", [(now, "new")]);
        await client.Call("logs", "PutRetentionPolicy", Request(("retentionInDays", 1)));
        await Retention.Sweep(CancellationToken.None);
        Assert.Equal(["new"], await Filter());
        Assert.Equal(3 + 26, (long)(await Group())!["storedBytes"]!);
    }

    [Fact]
    public async Task A_deleted_group_leaves_no_events_whenever_the_server_dies()
    {
        await MakeStream("web");
        await Put("web", [(now, "one")]);
        var key = (await berth.Store.Find<LogStreamRecord>("log-stream", group + ":web"))!.Value.Record.Key;

        // As a server leaves it that dies right after the mark.
        await berth.Store.Change<LogGroupRecord>("log-group", group, old => old! with { Deleting = true });
        Assert.Null(await Group());
        Assert.Equal("ResourceNotFoundException", (await client.Refused("logs", "CreateLogStream", Stream("db"))).Code);
        await Retention.Sweep(CancellationToken.None);
        Assert.Null(await berth.Store.Get("log-group", group));
        Assert.Null(await berth.Store.Get("log-stream", group + ":web"));
        Assert.Equal(0, await Events.Bytes([key]));

        // The word of it stays for requests that were under way, and then goes too.
        Assert.NotNull(await berth.Store.Get("log-stream-deleted", key));
        await Events.Append(key, [new(now, "late")], DateTimeOffset.UtcNow);
        await berth.Store.Change<DeletedStreamRecord>("log-stream-deleted", key, old => old! with { DeletedAt = DateTimeOffset.UtcNow.AddMinutes(-6) });
        await Retention.Sweep(CancellationToken.None);
        Assert.Null(await berth.Store.Get("log-stream-deleted", key));
        Assert.Equal(0, await Events.Bytes([key]));
    }

    [Fact]
    public async Task A_group_that_is_half_deleted_can_be_made_anew_and_is_empty()
    {
        await MakeStream("web");
        await berth.Store.Change<LogGroupRecord>("log-group", group, old => old! with { Deleting = true });
        await client.Call("logs", "CreateLogGroup", Request());
        Assert.Empty((await client.Call("logs", "DescribeLogStreams", Request()))["logStreams"]!.AsArray());
    }

    [Fact]
    public async Task Streams_made_while_their_group_is_deleted_are_never_without_one()
    {
        for (var round = 0; round < 10; round++)
        {
            await client.Json("logs", "CreateLogGroup", Request().ToJsonString());
            var making = Enumerable.Range(0, 10).Select(i => client.Json("logs", "CreateLogStream", Stream($"s{i}").ToJsonString())).ToList();
            await client.Call("logs", "DeleteLogGroup", Request());
            await Task.WhenAll(making);
            Assert.Empty(await berth.Store.List("log-stream", group + ":"));
        }
    }

    [Fact]
    public async Task A_stream_whose_group_is_gone_is_removed()
    {
        await berth.Store.Commit([StoreExtensions.Put("log-stream", group + ":stray", 0, new LogStreamRecord { Name = "stray", Key = group, CreatedAt = DateTimeOffset.UtcNow })]);
        await Retention.Sweep(CancellationToken.None);
        Assert.Null(await berth.Store.Get("log-stream", group + ":stray"));
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

    private LogRetention Retention => berth.Services.GetRequiredService<LogRetention>();

    private ILogStore Events => berth.Services.GetRequiredService<ILogStore>();

    private async Task<JsonNode?> Group() => (await client.Call("logs", "DescribeLogGroups", new JsonObject { ["logGroupNamePrefix"] = group }))["logGroups"]!.AsArray().SingleOrDefault();

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
