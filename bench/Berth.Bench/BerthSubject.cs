using System.Text.Json.Nodes;
using Berth.Domain.Kernel;
using Berth.Server.Demo;
using Berth.Server.Hosting;
using Berth.Server.Installation;

namespace Berth.Bench;

/// <summary>A Berth of its own, with a small image in its registry and a task definition that runs it.</summary>
internal sealed class BerthSubject : IAsyncDisposable
{
    private const string LogGroup = "/bench";
    private readonly string program;
    private readonly string data = Directory.CreateTempSubdirectory("berth-bench-").FullName;
    private readonly HttpClient http = new();
    private ApiClient api = null!;
    private string subnet = "";

    private BerthSubject(string program, int port) => (this.program, Port) = (program, port);

    public int Port { get; }

    public string Image => $"127.0.0.1:{Port}/bench:1";

    public static async Task<BerthSubject> Start(string program, CancellationToken cancel)
    {
        var subject = new BerthSubject(program, ServerHost.FreePort());
        await Programs.Run(program, ["up", "--detach", "--offline", "--data", subject.data, "--port", $"{subject.Port}"], cancel);
        subject.api = new(new Uri($"http://127.0.0.1:{subject.Port}"), AwsScope.Default, RootKeyFile.Read(subject.data)!, subject.http, TimeProvider.System);
        await subject.Prepare(cancel);
        return subject;
    }

    public Task<JsonObject> Ecs(string operation, JsonObject request, CancellationToken cancel) => api.Json("ecs", "AmazonEC2ContainerServiceV20141113." + operation, request, cancel);

    /// <returns>The new task's ARN.</returns>
    public async Task<string> RunTask(CancellationToken cancel)
    {
        var answer = await Ecs("RunTask", new()
        {
            ["taskDefinition"] = "bench",
            ["launchType"] = "FARGATE",
            ["networkConfiguration"] = new JsonObject { ["awsvpcConfiguration"] = new JsonObject { ["subnets"] = new JsonArray(subnet) } },
        }, cancel);
        return (string)answer["tasks"]![0]!["taskArn"]!;
    }

    public async Task Until(string taskArn, string status, CancellationToken cancel)
    {
        while (true)
        {
            var task = (await Ecs("DescribeTasks", new() { ["tasks"] = new JsonArray(taskArn) }, cancel))["tasks"]![0]!;
            var last = (string)task["lastStatus"]!;
            if (last == status) return;
            if (last == "STOPPED") throw new InvalidOperationException($"The task stopped: {task["stoppedReason"]}");
            await Task.Delay(TimeSpan.FromMilliseconds(1), cancel);
        }
    }

    /// <summary>When the process said its first line, by the clock of its log, in milliseconds since the epoch.</summary>
    public async Task<long> FirstLineAt(string taskArn, CancellationToken cancel)
    {
        var stream = $"bench/app/{taskArn[(taskArn.LastIndexOf('/') + 1)..]}";
        while (true)
        {
            var answer = await api.Json("logs", "Logs_20140328.GetLogEvents", new() { ["logGroupName"] = LogGroup, ["logStreamName"] = stream, ["startFromHead"] = true }, cancel);
            if (answer["events"]!.AsArray() is [{ } first, ..]) return (long)first["timestamp"]!;
            await Task.Delay(TimeSpan.FromMilliseconds(10), cancel);
        }
    }

    /// <summary>What docker logs in to this registry with.</summary>
    public async Task<string> RegistryPassword(CancellationToken cancel)
    {
        var token = await api.Json("ecr", "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken", [], cancel);
        return System.Text.Encoding.UTF8.GetString(Convert.FromBase64String((string)token["authorizationData"]![0]!["authorizationToken"]!)).Split(':', 2)[1];
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await Programs.Run(program, ["down", "--purge", "--data", data], CancellationToken.None);
        if (Directory.Exists(data)) Directory.Delete(data, recursive: true);
    }

    private async Task Prepare(CancellationToken cancel)
    {
        const string Trust = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole"}]}""";
        await api.Json("ecr", "AmazonEC2ContainerRegistry_V20150921.CreateRepository", new() { ["repositoryName"] = "bench" }, cancel);
        var token = (string)(await api.Json("ecr", "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken", [], cancel))["authorizationData"]![0]!["authorizationToken"]!;
        var image = WebImage.Build(await File.ReadAllBytesAsync("/bin/busybox", cancel));
        await new ImagePusher(new Uri($"http://127.0.0.1:{Port}"), token, http).Push(image, "bench", "1", cancel);
        await api.Query("iam", "2010-05-08", "CreateRole", new Dictionary<string, string> { ["RoleName"] = "bench", ["AssumeRolePolicyDocument"] = Trust }, cancel);
        await api.Json("logs", "Logs_20140328.CreateLogGroup", new() { ["logGroupName"] = LogGroup }, cancel);
        var subnets = await api.Query("ec2", "2016-11-15", "DescribeSubnets", new Dictionary<string, string>(), cancel);
        subnet = subnets.Descendants().First(e => e.Name.LocalName == "subnetId").Value;
        await Ecs("RegisterTaskDefinition", new()
        {
            ["family"] = "bench",
            ["requiresCompatibilities"] = new JsonArray("FARGATE"),
            ["networkMode"] = "awsvpc",
            ["cpu"] = "256",
            ["memory"] = "512",
            ["executionRoleArn"] = AwsScope.Default.IamArn("role/bench"),
            ["containerDefinitions"] = new JsonArray(new JsonObject
            {
                ["name"] = "app",
                ["image"] = Image,
                ["command"] = new JsonArray("/bin/sh", "-c", RunTaskLatency.Script),
                ["stopTimeout"] = 2,
                ["logConfiguration"] = new JsonObject
                {
                    ["logDriver"] = "awslogs",
                    ["options"] = new JsonObject { ["awslogs-group"] = LogGroup, ["awslogs-region"] = AwsScope.Default.Region, ["awslogs-stream-prefix"] = "bench" },
                },
            }),
        }, cancel);
    }
}
