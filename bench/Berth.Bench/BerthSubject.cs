using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Berth.Bench.Load;
using Berth.Domain.Kernel;
using Berth.Server.Api;
using Berth.Server.Configuration;
using Berth.Server.Demo;
using Berth.Server.Hosting;
using Berth.Server.Installation;

namespace Berth.Bench;

/// <summary>A Berth of its own, with a small image in its registry and a task definition that runs it.</summary>
internal sealed class BerthSubject : IApiSubject, IAsyncDisposable
{
    private const string LogGroup = "/bench";
    private readonly string program;
    private readonly string engine;
    private readonly string data = Directory.CreateTempSubdirectory("berth-bench-").FullName;
    private readonly HttpClient http = new();
    private ApiClient api = null!;

    private BerthSubject(string program, string engine, int port) => (this.program, this.engine, Port) = (program, engine, port);

    public int Port { get; }

    public string Image => $"127.0.0.1:{Port}/bench:1";

    public string Name => "Berth";

    public IPEndPoint Endpoint => new(IPAddress.Loopback, Port);

    public IReadOnlyList<string> Subnets { get; private set; } = [];

    private RootKeyFile Key => RootKeyFile.Read(data)!;

    /// <summary>The server: the supervisor's only child.</summary>
    public int ServerProcess => Processes.OnlyChildOf(RunState.ReadLiving(InstanceFile.Read(data)!, data)!.SupervisorPid);

    public static Task<BerthSubject> Start(string program, CancellationToken cancel) => Start(program, Engine.Real, withImage: true, cancel);

    /// <param name="engine">real or simulated.</param>
    /// <param name="withImage">There is an image to run, and its task says when it executes. The simulated engine needs none.</param>
    public static async Task<BerthSubject> Start(string program, string engine, bool withImage, CancellationToken cancel)
    {
        var subject = new BerthSubject(program, engine, ServerHost.FreePort());
        await subject.Up(cancel);
        subject.api = new(new Uri($"http://127.0.0.1:{subject.Port}"), AwsScope.Default, subject.Key, subject.http, TimeProvider.System);
        await subject.Prepare(withImage, cancel);
        return subject;
    }

    /// <summary>Stops it, starts the server's own process over the same data, and waits for its first answer.</summary>
    /// <returns>Milliseconds from the start of the process to the answer.</returns>
    public async Task<double> Restart(CancellationToken cancel)
    {
        await Programs.Run(program, ["down", "--data", data], cancel);
        var started = Stopwatch.GetTimestamp();
        using var server = Programs.Start(program, ["serve", .. Flags], Path.Combine(data, "bench-serve.log"));
        while (!await FirstAnswers.Answers(Endpoint, Request("ListClusters", []))) await Task.Delay(TimeSpan.FromMilliseconds(2), cancel);
        var elapsed = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        server.Kill();
        await server.WaitForExitAsync(cancel);
        await Up(cancel);
        return elapsed;
    }

    public Task<JsonObject> Ecs(string operation, JsonObject request, CancellationToken cancel) => api.Json("ecs", "AmazonEC2ContainerServiceV20141113." + operation, request, cancel);

    /// <returns>The new task's ARN.</returns>
    public async Task<string> RunTask(CancellationToken cancel) => (await RunTasks(1, cancel))[0];

    /// <returns>The answer's values of one element, each once, wherever they stand.</returns>
    public async Task<IReadOnlyList<string>> Ec2(string action, IReadOnlyDictionary<string, string> parameters, string element, CancellationToken cancel)
    {
        var answer = await api.Query("ec2", "2016-11-15", action, parameters, cancel);
        return [.. answer.Descendants().Where(e => e.Name.LocalName == element).Select(e => e.Value).Distinct()];
    }

    /// <param name="count">At most ten.</param>
    public Task<IReadOnlyList<string>> RunTasks(int count, CancellationToken cancel) => RunTasks(count, Subnets, [], cancel);

    /// <param name="count">At most ten.</param>
    /// <param name="groups">None for the VPC's default group.</param>
    public async Task<IReadOnlyList<string>> RunTasks(int count, IEnumerable<string> subnets, IEnumerable<string> groups, CancellationToken cancel)
    {
        var answer = await Ecs("RunTask", SampleRequests.RunTask("bench", subnets, count, groups, isPublic: engine == Engine.Real), cancel);
        var tasks = answer["tasks"]!.AsArray().Select(t => (string)t!["taskArn"]!).ToList();
        return tasks.Count == count ? tasks : throw new InvalidOperationException($"{count} tasks were asked for, {tasks.Count} started: {answer["failures"]}");
    }

    /// <summary>The pin of a network namespace, a VPC's router or <c>task-ID</c>, as the server sees it.</summary>
    public string NamespacePin(string name) => $"/proc/{ServerProcess}/root/run/berth/{InstanceFile.Read(data)!.Id}/netns/{name}";

    public byte[] Request(string operation, JsonObject request) => Request(operation, request, Key.AccessKeyId, Key.SecretAccessKey);

    /// <summary>Signed with a user's keys.</summary>
    public byte[] Request(string operation, JsonObject request, string accessKeyId, string secretAccessKey) =>
        SignedRequest.Ecs($"127.0.0.1:{Port}", AwsScope.Default.Region, accessKeyId, secretAccessKey, operation, request, DateTimeOffset.UtcNow);

    /// <summary>So that nothing but the machine is in the way of many tasks.</summary>
    public Task RaiseVcpuQuota(CancellationToken cancel) =>
        api.Json("servicequotas", "ServiceQuotasV20190624.RequestServiceQuotaIncrease", new() { ["ServiceCode"] = "fargate", ["QuotaCode"] = "L-3032A538", ["DesiredValue"] = 1_000_000 }, cancel);

    /// <summary>A VPC of its own with one subnet of 65,531 addresses.</summary>
    public async Task<string> MakeLargeSubnet(int number, CancellationToken cancel)
    {
        var block = $"10.{number}.0.0/16";
        var vpc = await Ec2("CreateVpc", new Dictionary<string, string> { ["CidrBlock"] = block }, "vpcId", cancel);
        return (await Ec2("CreateSubnet", new Dictionary<string, string> { ["VpcId"] = vpc[0], ["CidrBlock"] = block }, "subnetId", cancel))[0];
    }

    /// <summary>A user with managed policies of its own, and keys.</summary>
    public async Task<(string AccessKeyId, string SecretAccessKey)> CreateUser(string name, IReadOnlyList<string> policies, CancellationToken cancel)
    {
        const string Version = "2010-05-08";
        await api.Query("iam", Version, "CreateUser", new Dictionary<string, string> { ["UserName"] = name }, cancel);
        for (var i = 0; i < policies.Count; i++)
        {
            var made = await api.Query("iam", Version, "CreatePolicy", new Dictionary<string, string> { ["PolicyName"] = $"{name}-{i}", ["PolicyDocument"] = policies[i] }, cancel);
            var arn = made.Descendants().First(e => e.Name.LocalName == "Arn").Value;
            await api.Query("iam", Version, "AttachUserPolicy", new Dictionary<string, string> { ["UserName"] = name, ["PolicyArn"] = arn }, cancel);
        }

        var key = await api.Query("iam", Version, "CreateAccessKey", new Dictionary<string, string> { ["UserName"] = name }, cancel);
        string Of(string element) => key.Descendants().First(e => e.Name.LocalName == element).Value;
        return (Of("AccessKeyId"), Of("SecretAccessKey"));
    }

    public bool IsReal => engine == Engine.Real;

    public Task Register(JsonObject definition, CancellationToken cancel) => Ecs("RegisterTaskDefinition", definition, cancel);

    /// <summary>Every task that shall not run any more is STOPPED.</summary>
    public async Task UntilStopped(CancellationToken cancel)
    {
        while (true)
        {
            var arns = (await Ecs("ListTasks", new() { ["desiredStatus"] = "STOPPED" }, cancel))["taskArns"]!.AsArray().Select(a => (string)a!).ToList();
            if (arns.Count == 0) return;
            var tasks = (await Ecs("DescribeTasks", SampleRequests.DescribeTasks(arns), cancel))["tasks"]!.AsArray();
            if (tasks.All(t => (string)t!["lastStatus"]! == "STOPPED")) return;
            await Task.Delay(TimeSpan.FromMilliseconds(20), cancel);
        }
    }

    /// <summary>No task is on its way to RUNNING any more.</summary>
    public async Task UntilQuiet(CancellationToken cancel)
    {
        while ((int)(await Ecs("DescribeClusters", [], cancel))["clusters"]![0]!["pendingTasksCount"]! > 0) await Task.Delay(TimeSpan.FromMilliseconds(5), cancel);
    }

    public Task Until(string taskArn, string status, CancellationToken cancel) => UntilAll([taskArn], status, cancel);

    /// <param name="taskArns">At most a hundred.</param>
    public async Task UntilAll(IReadOnlyList<string> taskArns, string status, CancellationToken cancel)
    {
        while (true)
        {
            var tasks = (await Ecs("DescribeTasks", SampleRequests.DescribeTasks(taskArns), cancel))["tasks"]!.AsArray();
            if (tasks.All(t => (string)t!["lastStatus"]! == status)) return;
            if (tasks.FirstOrDefault(t => (string)t!["lastStatus"]! == "STOPPED" && status != "STOPPED") is { } stopped) throw new InvalidOperationException($"The task stopped: {stopped["stoppedReason"]}");
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

    private IReadOnlyList<string> Flags => ["--offline", "--engine", engine, "--data", data, "--port", $"{Port}"];

    private Task Up(CancellationToken cancel) => Programs.Run(program, ["up", "--detach", .. Flags], cancel);

    private async Task Prepare(bool withImage, CancellationToken cancel)
    {
        Subnets = await Ec2("DescribeSubnets", new Dictionary<string, string>(), "subnetId", cancel);
        if (withImage) await PushImage(cancel);
        await Ecs("RegisterTaskDefinition", withImage ? Logging("bench") : SampleRequests.Definition("bench"), cancel);
    }

    private async Task PushImage(CancellationToken cancel)
    {
        const string Trust = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole"}]}""";
        await api.Json("ecr", "AmazonEC2ContainerRegistry_V20150921.CreateRepository", new() { ["repositoryName"] = "bench" }, cancel);
        var token = (string)(await api.Json("ecr", "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken", [], cancel))["authorizationData"]![0]!["authorizationToken"]!;
        var image = WebImage.Build(await File.ReadAllBytesAsync("/bin/busybox", cancel));
        await new ImagePusher(new Uri($"http://127.0.0.1:{Port}"), token, http).Push(image, "bench", "1", cancel);
        await api.Query("iam", "2010-05-08", "CreateRole", new Dictionary<string, string> { ["RoleName"] = "bench", ["AssumeRolePolicyDocument"] = Trust }, cancel);
        await api.Query(
            "iam", "2010-05-08", "AttachRolePolicy",
            new Dictionary<string, string> { ["RoleName"] = "bench", ["PolicyArn"] = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy" }, cancel);
        await api.Json("logs", "Logs_20140328.CreateLogGroup", new() { ["logGroupName"] = LogGroup }, cancel);
    }

    /// <summary>It says when it executes, and waits.</summary>
    public JsonObject Logging(string family) => new()
    {
        ["family"] = family,
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
    };
}
