using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Berth.Server.Api;
using Berth.Server.Configuration;

namespace Berth.Server.Demo;

/// <summary>The demonstration: through the public API alone, from an image to a page and its logs. Every step prints the CLI command that does the same.</summary>
internal sealed class DemoRun(ApiClient api, HttpClient http, ServerSettings settings, TextWriter output)
{
    private const string Repository = "berth-demo";
    private const string LogGroup = "/ecs/berth-demo";
    private const string Role = "berthDemoExecutionRole";
    private const string EcsTarget = "AmazonEC2ContainerServiceV20141113.";
    private static readonly string[] BusyboxPaths = ["/bin/busybox", "/usr/bin/busybox"];
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    public async Task Run(CancellationToken cancel)
    {
        await PushImage(cancel);
        await MakeRoleAndLogGroup(cancel);
        var definition = await Register(cancel);
        var taskArn = await RunTask(definition, cancel);
        var address = await WaitForAddress(taskArn, cancel);
        await ShowPage(address, cancel);
        await ShowLogs(taskArn, cancel);
        await output.WriteLineAsync($"\nThe page stays at http://{address}/ until you stop its task:\n  aws ecs stop-task --task {TaskId(taskArn)}");
    }

    private async Task PushImage(CancellationToken cancel)
    {
        await Step($"aws ecr create-repository --repository-name {Repository}");
        await Ignore("RepositoryAlreadyExistsException", () => api.Json("ecr", "AmazonEC2ContainerRegistry_V20150921.CreateRepository", new() { ["repositoryName"] = Repository }, cancel));

        await Step($"docker push localhost:{settings.Port}/{Repository}:1", "built from this machine's busybox, pushed by the same protocol");
        var token = (await api.Json("ecr", "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken", [], cancel))["authorizationData"]![0]!["authorizationToken"]!.GetValue<string>();
        var image = WebImage.Build(await File.ReadAllBytesAsync(FindBusybox(), cancel));
        await new ImagePusher(new Uri($"http://localhost:{settings.Port}"), token, http).Push(image, Repository, "1", cancel);
    }

    private async Task MakeRoleAndLogGroup(CancellationToken cancel)
    {
        await Step($"aws iam create-role --role-name {Role} … && aws iam attach-role-policy …");
        const string Trust = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole"}]}""";
        await Ignore("EntityAlreadyExists", () => api.Query("iam", "2010-05-08", "CreateRole", new Dictionary<string, string> { ["RoleName"] = Role, ["AssumeRolePolicyDocument"] = Trust }, cancel));
        await api.Query("iam", "2010-05-08", "AttachRolePolicy", new Dictionary<string, string>
        {
            ["RoleName"] = Role,
            ["PolicyArn"] = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy",
        }, cancel);

        await Step($"aws logs create-log-group --log-group-name {LogGroup}");
        await Ignore("ResourceAlreadyExistsException", () => api.Json("logs", "Logs_20140328.CreateLogGroup", new() { ["logGroupName"] = LogGroup }, cancel));
    }

    private async Task<string> Register(CancellationToken cancel)
    {
        await Step($"aws ecs register-task-definition --family {Repository} …");
        var answer = await api.Json("ecs", EcsTarget + "RegisterTaskDefinition", new()
        {
            ["family"] = Repository,
            ["requiresCompatibilities"] = new JsonArray("FARGATE"),
            ["networkMode"] = "awsvpc",
            ["cpu"] = "256",
            ["memory"] = "512",
            ["executionRoleArn"] = settings.Scope.IamArn("role/" + Role),
            ["containerDefinitions"] = new JsonArray(new JsonObject
            {
                ["name"] = "web",
                ["image"] = $"localhost:{settings.Port}/{Repository}:1",
                ["portMappings"] = new JsonArray(new JsonObject { ["containerPort"] = 80 }),
                ["logConfiguration"] = new JsonObject
                {
                    ["logDriver"] = "awslogs",
                    ["options"] = new JsonObject { ["awslogs-group"] = LogGroup, ["awslogs-region"] = settings.Scope.Region, ["awslogs-stream-prefix"] = "demo" },
                },
            }),
        }, cancel);
        return answer["taskDefinition"]!["taskDefinitionArn"]!.GetValue<string>();
    }

    private async Task<string> RunTask(string definition, CancellationToken cancel)
    {
        var subnets = await api.Query("ec2", "2016-11-15", "DescribeSubnets", new Dictionary<string, string> { ["Filter.1.Name"] = "default-for-az", ["Filter.1.Value.1"] = "true" }, cancel);
        var subnet = Text(subnets, "subnetId") ?? throw new CommandLineException("The default VPC has no subnet any more; the demo needs one.");
        var group = await OpenGroup(Text(subnets, "vpcId")!, cancel);
        await Step($"aws ecs run-task --launch-type FARGATE --task-definition {Repository} --network-configuration 'awsvpcConfiguration={{subnets=[{subnet}],securityGroups=[{group}],assignPublicIp=ENABLED}}'");
        var answer = await api.Json("ecs", EcsTarget + "RunTask", new()
        {
            ["taskDefinition"] = definition,
            ["launchType"] = "FARGATE",
            ["startedBy"] = "berth-demo",
            ["networkConfiguration"] = new JsonObject
            {
                ["awsvpcConfiguration"] = new JsonObject { ["subnets"] = new JsonArray(subnet), ["securityGroups"] = new JsonArray(group), ["assignPublicIp"] = "ENABLED" },
            },
        }, cancel);
        if (answer["failures"]!.AsArray().FirstOrDefault() is { } failure) throw new CommandLineException($"The task could not be placed: {failure["reason"]}. See './berth status'.");
        return answer["tasks"]![0]!["taskArn"]!.GetValue<string>();
    }

    /// <summary>The VPC's default group admits only its own members; a page wants everybody.</summary>
    private async Task<string> OpenGroup(string vpcId, CancellationToken cancel)
    {
        await Step($"aws ec2 create-security-group --group-name {Repository} --description 'the page of the demo' --vpc-id {vpcId}");
        await Ignore("InvalidGroup.Duplicate", () => Ec2("CreateSecurityGroup", ("GroupName", Repository), ("GroupDescription", "the page of the demo"), ("VpcId", vpcId)));
        var group = Text(await Ec2("DescribeSecurityGroups", ("Filter.1.Name", "group-name"), ("Filter.1.Value.1", Repository), ("Filter.2.Name", "vpc-id"), ("Filter.2.Value.1", vpcId)), "groupId")!;
        await Step($"aws ec2 authorize-security-group-ingress --group-id {group} --protocol tcp --port 80 --cidr 0.0.0.0/0");
        await Ignore("InvalidPermission.Duplicate", () => Ec2("AuthorizeSecurityGroupIngress", ("GroupId", group), ("IpProtocol", "tcp"), ("FromPort", "80"), ("ToPort", "80"), ("CidrIp", "0.0.0.0/0")));
        return group;

        Task<XElement> Ec2(string action, params (string Name, string Value)[] parameters) => api.Query("ec2", "2016-11-15", action, parameters.ToDictionary(p => p.Name, p => p.Value), cancel);
    }

    private async Task<string> WaitForAddress(string taskArn, CancellationToken cancel)
    {
        await Step($"aws ecs describe-tasks --tasks {TaskId(taskArn)}");
        var started = Stopwatch.GetTimestamp();
        var shown = "";
        while (Stopwatch.GetElapsedTime(started) < StartTimeout)
        {
            var task = (await api.Json("ecs", EcsTarget + "DescribeTasks", new() { ["tasks"] = new JsonArray(taskArn) }, cancel))["tasks"]![0]!;
            var status = task["lastStatus"]!.GetValue<string>();
            if (status != shown) await output.WriteLineAsync($"    {shown = status}");
            if (status == "STOPPED") throw new CommandLineException($"The task stopped: {task["stopCode"]}: {task["stoppedReason"]}");
            if (status == "RUNNING") return await PublicAddress(task, cancel);
            await Task.Delay(PollInterval, cancel);
        }

        throw new CommandLineException($"The task did not reach RUNNING within {StartTimeout.TotalSeconds:0} s (it is {shown}). See './berth status'.");
    }

    private async Task<string> PublicAddress(JsonNode task, CancellationToken cancel)
    {
        var interfaceId = task["attachments"]![0]!["details"]!.AsArray().First(d => d!["name"]!.GetValue<string>() == "networkInterfaceId")!["value"]!.GetValue<string>();
        await Step($"aws ec2 describe-network-interfaces --network-interface-ids {interfaceId}");
        var answer = await api.Query("ec2", "2016-11-15", "DescribeNetworkInterfaces", new Dictionary<string, string> { ["NetworkInterfaceId.1"] = interfaceId }, cancel);
        return Text(answer, "publicIp") ?? throw new CommandLineException($"The interface {interfaceId} has no public address.");
    }

    private async Task ShowPage(string address, CancellationToken cancel)
    {
        await Step($"curl http://{address}/");
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                var page = await http.GetStringAsync(new Uri($"http://{address}/"), cancel);
                foreach (var line in page.TrimEnd().Split('\n')) await output.WriteLineAsync("    " + line);
                return;
            }
            catch (HttpRequestException) when (Stopwatch.GetElapsedTime(started) < StartTimeout)
            {
                // RUNNING means that the process executes; its port may open a moment later.
                await Task.Delay(PollInterval, cancel);
            }
        }
    }

    private async Task ShowLogs(string taskArn, CancellationToken cancel)
    {
        await Step($"aws logs filter-log-events --log-group-name {LogGroup} --query events[].message --output text", $"or, with CLI v2: aws logs tail {LogGroup} --follow");
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < StartTimeout)
        {
            var answer = await api.Json("logs", "Logs_20140328.GetLogEvents", new()
            {
                ["logGroupName"] = LogGroup,
                ["logStreamName"] = $"demo/web/{TaskId(taskArn)}",
                ["startFromHead"] = true,
            }, cancel);
            var events = answer["events"]!.AsArray();
            if (events.Any(e => e!["message"]!.GetValue<string>().Contains("200", StringComparison.Ordinal)))
            {
                foreach (var line in events) await output.WriteLineAsync("    " + line!["message"]);
                return;
            }

            await Task.Delay(PollInterval, cancel);
        }

        throw new CommandLineException("The task's log lines did not arrive. See './berth status'.");
    }

    private async Task Step(string command, string? note = null) => await output.WriteLineAsync($"\n  $ {command}{(note is null ? "" : "   # " + note)}");

    private static string FindBusybox() =>
        BusyboxPaths.FirstOrDefault(File.Exists)
        ?? throw new CommandLineException("The demo's image needs busybox-static: apt-get install busybox-static");

    private static string TaskId(string taskArn) => taskArn[(taskArn.LastIndexOf('/') + 1)..];

    private static string? Text(XElement answer, string name) => answer.Descendants().FirstOrDefault(e => e.Name.LocalName == name)?.Value;

    private static async Task Ignore<T>(string code, Func<Task<T>> call)
    {
        try
        {
            await call();
        }
        catch (ApiException error) when (error.Code == code)
        {
            // A second demo finds what the first one made.
        }
    }
}
