using System.Text.Json.Nodes;
using Berth.Aws.Tests.Driving;

namespace Berth.Acceptance.Crashes;

/// <summary>Writes without end, and notes every write that was acknowledged.</summary>
/// <param name="server">Completes when the server is there again.</param>
internal sealed class Worker(int number, int seed, ApiClient api, string subnet, Journal journal, Func<Task> server)
{
    public const string Group = "/crash";
    private const int TasksMax = 2;

    private readonly Random dice = new(seed);
    private readonly List<string> running = [];
    private int count;

    public string Stream => $"worker-{number}";

    public async Task Run(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            count++;
            try
            {
                await Write();
                journal.Note();
            }
            catch (Exception unheard) when (unheard is HttpRequestException or IOException or UnansweredException)
            {
                // It may have happened or not; nobody was told.
                await server().WaitAsync(TimeSpan.FromMinutes(2), CancellationToken.None);
            }
        }
    }

    private async Task Write()
    {
        switch (dice.Next(7))
        {
            case 0:
                var definition = await Call("ecs", "RegisterTaskDefinition", new JsonObject
                {
                    ["family"] = $"crash-{number}",
                    ["requiresCompatibilities"] = new JsonArray("FARGATE"),
                    ["networkMode"] = "awsvpc",
                    ["cpu"] = "256",
                    ["memory"] = "512",
                    ["containerDefinitions"] = new JsonArray(new JsonObject { ["name"] = "app", ["image"] = "busybox" }),
                });
                journal.Definitions.Add((string)definition["taskDefinition"]!["taskDefinitionArn"]!);
                break;
            case 1:
                var group = $"{Group}/{number}/{count}";
                await Call("logs", "CreateLogGroup", new JsonObject { ["logGroupName"] = group });
                journal.LogGroups.Add(group);
                break;
            case 2 or 3:
                var line = $"line {count}";
                await Call("logs", "PutLogEvents", new JsonObject
                {
                    ["logGroupName"] = Group,
                    ["logStreamName"] = Stream,
                    ["logEvents"] = new JsonArray(new JsonObject { ["timestamp"] = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), ["message"] = line }),
                });
                journal.Lines.GetOrAdd(Stream, _ => []).Enqueue(line);
                break;
            case 4:
                await Tag($"worker-{number}-{dice.Next(3)}");
                break;
            case 5 when running.Count < TasksMax:
                await RunTask();
                break;
            default:
                await LookAfterTasks();
                break;
        }
    }

    private async Task Tag(string key)
    {
        var last = journal.Tags.GetValueOrDefault(key, (-1, -1));
        journal.Tags[key] = (last.Item1, count);
        await Call("ecs", "TagResource", new JsonObject
        {
            ["resourceArn"] = "arn:aws:ecs:ap-northeast-1:123456789012:cluster/default",
            ["tags"] = new JsonArray(new JsonObject { ["key"] = key, ["value"] = $"{count}" }),
        });
        journal.Tags[key] = (count, count);
    }

    private async Task RunTask()
    {
        var code = dice.Next(1, 100);
        var task = await Call("ecs", "RunTask", CrashScenery.RunRequest("short", subnet, $"sleep {dice.Next(3)}.{dice.Next(10)}; exit {code}"));

        // A server that is just up again has no node yet: capacity is unavailable then, and nothing was acknowledged.
        if (task["tasks"]!.AsArray() is not [{ } made]) return;
        var arn = (string)made["taskArn"]!;
        journal.Tasks[arn] = code;
        running.Add(arn);
    }

    private async Task LookAfterTasks()
    {
        if (running.Count == 0) return;
        var arn = running[dice.Next(running.Count)];
        if (dice.Next(6) == 0)
        {
            journal.Tasks[arn] = null;
            await Call("ecs", "StopTask", new JsonObject { ["task"] = arn });
        }

        var task = (await Call("ecs", "DescribeTasks", new JsonObject { ["tasks"] = new JsonArray(arn) }))["tasks"]!.AsArray();
        Assert.True(task.Count == 1, $"{arn} was acknowledged and is not there.");
        if ((string)task[0]!["lastStatus"]! == "STOPPED") running.Remove(arn);
    }

    private async Task<JsonNode> Call(string service, string operation, JsonObject body)
    {
        var answer = await api.Json(service, operation, body.ToJsonString());
        if (answer.Status >= 500) throw new UnansweredException(answer.Body);
        Assert.True(answer.Status == 200, $"{operation}: {answer.Status} {answer.Body}");
        return answer.Body.Length == 0 ? new JsonObject() : JsonNode.Parse(answer.Body)!;
    }

    private sealed class UnansweredException(string body) : Exception(body);
}
