using System.Text.Json.Nodes;
using Berth.Aws.Tests.Driving;
using Berth.Domain.Tasks;
using Berth.Storage;

namespace Berth.Aws.Tests.Services.Ecs;

public sealed class TaskOperationsTests(AwsFront berth) : IAsyncLifetime
{
    private readonly ApiClient client = berth.Client();
    private EcsScenery scenery = null!;

    public async ValueTask InitializeAsync() => scenery = await new EcsScenery(client).Prepare();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_new_task_is_shown_as_ecs_shows_it()
    {
        var task = (await scenery.Run())["tasks"]![0]!;
        Assert.Matches($"^arn:aws:ecs:ap-northeast-1:123456789012:task/{scenery.ClusterName}/[0-9a-f]{{32}}$", (string)task["taskArn"]!);
        Assert.Equal(("PROVISIONING", "RUNNING", "FARGATE"), ((string)task["lastStatus"]!, (string)task["desiredStatus"]!, (string)task["launchType"]!));
        Assert.Equal(("256", "512", "family:" + scenery.Family, "1.4.0"), ((string)task["cpu"]!, (string)task["memory"]!, (string)task["group"]!, (string)task["platformVersion"]!));
        Assert.Equal("ElasticNetworkInterface", (string)task["attachments"]![0]!["type"]!);
    }

    [Fact]
    public async Task Overrides_are_echoed_and_run()
    {
        var task = (await scenery.Run(r => r["overrides"] = new JsonObject
        {
            ["cpu"] = "512",
            ["memory"] = "1024",
            ["containerOverrides"] = new JsonArray(new JsonObject { ["name"] = "app", ["command"] = new JsonArray("echo", "hi"), ["environment"] = new JsonArray(new JsonObject { ["name"] = "A", ["value"] = "1" }) }),
        }))["tasks"]![0]!;
        Assert.Equal(("512", "1024"), ((string)task["cpu"]!, (string)task["memory"]!));
        Assert.Equal("hi", (string)task["overrides"]!["containerOverrides"]![0]!["command"]![1]!);
    }

    [Fact]
    public async Task A_task_logs_in_the_accounts_mode_when_its_definition_names_none()
    {
        var definition = EcsScenery.Definition(scenery.Family);
        definition["executionRoleArn"] = await scenery.Role();
        definition["containerDefinitions"]![0]!["logConfiguration"] = JsonNode.Parse(
            """{"logDriver":"awslogs","options":{"awslogs-group":"/web","awslogs-region":"ap-northeast-1","awslogs-stream-prefix":"web"}}""");
        await client.Call("ecs", "RegisterTaskDefinition", definition);
        Assert.Equal("non-blocking", await Mode(await scenery.Run()));
        await client.Call("ecs", "PutAccountSetting", new JsonObject { ["name"] = "defaultLogDriverMode", ["value"] = "blocking" });
        try
        {
            Assert.Equal("blocking", await Mode(await scenery.Run()));
        }
        finally
        {
            await client.Call("ecs", "DeleteAccountSetting", new JsonObject { ["name"] = "defaultLogDriverMode" });
        }

        async Task<string?> Mode(JsonNode answer)
        {
            var id = Arn(answer).Split('/')[^1];
            var row = await berth.Store.Find<TaskRecord>("task", scenery.ClusterName + "/" + id, CancellationToken.None);
            return row?.Record.Definition.Containers[0].LogConfiguration!.Options["mode"];
        }
    }

    public static TheoryData<string, string, string> Refusals => new()
    {
        { """{"taskDefinition":"no-such"}""", "ClientException", "TaskDefinition not found." },
        { """{"count":11}""", "InvalidParameterException", "Count must be between 1 and 10." },
        { """{"launchType":"EC2"}""", "InvalidParameterException", "No Container Instances were found in your cluster." },
        { """{"launchType":"MOON"}""", "InvalidParameterException", "launch type should be one of [EC2,FARGATE,EXTERNAL,FMI,MANAGED_INSTANCES]" },
        { """{"networkConfiguration":null}""", "InvalidParameterException", "Network Configuration must be provided when networkMode 'awsvpc' is specified." },
        { """{"networkConfiguration":{"awsvpcConfiguration":{"subnets":["subnet-0"]}}}""", "InvalidParameterException", "Error retrieving subnet information for [subnet-0]: The subnet ID 'subnet-0' does not exist (ErrorCode: InvalidSubnetID.NotFound)" },
        { """{"overrides":{"containerOverrides":[{"name":"other"}]}}""", "InvalidParameterException", "Override for container named other is not a container in the TaskDefinition." },
        { """{"overrides":{"cpu":"300"}}""", "InvalidParameterException", "No Fargate configuration exists for given values: 300 CPU, 512 memory. See the Amazon ECS documentation for the valid values." },
        { """{"platformVersion":"9.9.9"}""", "PlatformUnknownException", "The specified platform version does not exist." },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task What_cannot_run_is_refused_in_the_words_of_ecs(string change, string code, string message)
    {
        var request = await scenery.RunRequest();
        foreach (var (name, value) in JsonNode.Parse(change)!.AsObject()) request[name] = value?.DeepClone();
        var error = await client.Refused("ecs", "RunTask", request);
        Assert.Equal((code, message), (error.Code, error.Message));
    }

    [Fact]
    public async Task A_role_that_does_not_exist_is_refused_when_the_task_runs_not_when_it_is_registered()
    {
        var definition = EcsScenery.Definition(scenery.Family);
        definition["executionRoleArn"] = "arn:aws:iam::123456789012:role/nobody";
        await client.Call("ecs", "RegisterTaskDefinition", definition);
        var error = await client.Refused("ecs", "RunTask", await scenery.RunRequest());
        Assert.Equal("ClientException", error.Code);
        Assert.StartsWith("ECS was unable to assume the role 'arn:aws:iam::123456789012:role/nobody'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_client_token_runs_one_request_once()
    {
        var first = await scenery.Run(r => r["clientToken"] = "once");
        var again = await scenery.Run(r => r["clientToken"] = "once");
        Assert.Equal((string)first["tasks"]![0]!["taskArn"]!, (string)again["tasks"]![0]!["taskArn"]!);
        var other = await scenery.RunRequest();
        (other["clientToken"], other["count"]) = ("once", 2);
        var error = await client.Refused("ecs", "RunTask", other);
        Assert.Equal("ConflictException", error.Code);
        Assert.Equal((string)first["tasks"]![0]!["taskArn"]!, (string)error.Json!["resourceIds"]![0]!);
    }

    [Fact]
    public async Task A_repeated_token_answers_even_when_the_definition_is_gone()
    {
        var first = Arn(await scenery.Run(r => r["clientToken"] = "kept"));
        await client.Call("ecs", "DeregisterTaskDefinition", new JsonObject { ["taskDefinition"] = scenery.Family + ":1" });
        Assert.Equal(first, Arn(await scenery.Run(r => r["clientToken"] = "kept")));
    }

    [Theory]
    [InlineData("""{"containerOverrides":[{"name":"app","cpu":-5}]}""", "Invalid setting for container 'app'. 'cpu' must not be negative.")]
    [InlineData("""{"containerOverrides":[{"name":"app","memory":1}]}""", "Invalid setting for container 'app'. 'memory' must be at least 6 MiB.")]
    [InlineData("""{"containerOverrides":[{"name":"app","cpu":512}]}""", "The sum of all container 'cpu' values cannot be greater than the task-level 'cpu' value")]
    public async Task Overrides_obey_the_rules_of_sizes(string overrides, string message)
    {
        var request = await scenery.RunRequest();
        request["overrides"] = JsonNode.Parse(overrides);
        Assert.Equal(message, (await client.Refused("ecs", "RunTask", request)).Message);
    }

    [Fact]
    public async Task A_role_of_another_account_is_not_the_local_one_of_that_name()
    {
        var role = await scenery.Role();
        var request = await scenery.RunRequest();
        request["overrides"] = new JsonObject { ["taskRoleArn"] = "arn:aws:iam::999999999999:role/" + scenery.Family };
        Assert.StartsWith("ECS was unable to assume the role", (await client.Refused("ecs", "RunTask", request)).Message, StringComparison.Ordinal);
        request["overrides"]!["taskRoleArn"] = role;
        await client.Call("ecs", "RunTask", request);
    }

    [Fact]
    public async Task Every_filter_of_list_tasks_filters()
    {
        var a = Arn(await scenery.Run(r => r["startedBy"] = "a"));
        var b = Arn(await scenery.Run(r => (r["startedBy"], r["group"]) = ("b", "service:web")));
        var c = Arn(await scenery.Run());
        await client.Call("ecs", "StopTask", new JsonObject { ["cluster"] = scenery.ClusterName, ["task"] = c });
        Assert.Equivalent(new[] { a, b }, await List(), strict: true);
        Assert.Equal([a], await List(("startedBy", "a")));
        Assert.Equal([b], await List(("serviceName", "web")));
        Assert.Equal([c], await List(("desiredStatus", "STOPPED")));
        Assert.Empty(await List(("desiredStatus", "PENDING")));
        Assert.Equivalent(new[] { a, b }, await List(("family", scenery.Family)), strict: true);
        Assert.Empty(await List(("family", "other")));
        Assert.Equivalent(new[] { a, b }, await List(("launchType", "FARGATE")), strict: true);
        Assert.Empty(await List(("launchType", "EC2")));
        Assert.Equal("InvalidParameterException", (await client.Refused("ecs", "ListTasks", new JsonObject { ["cluster"] = scenery.ClusterName, ["desiredStatus"] = "ASLEEP" })).Code);
    }

    [Fact]
    public async Task Stopping_twice_keeps_the_first_reason_and_an_unknown_task_is_named_so()
    {
        var arn = Arn(await scenery.Run());
        await Stop(arn, "first");
        var task = await Stop(arn[(arn.LastIndexOf('/') + 1)..], "second");
        Assert.Equal(("STOPPED", "first", "UserInitiated"), ((string)task["desiredStatus"]!, (string)task["stoppedReason"]!, (string)task["stopCode"]!));
        var error = await client.Refused("ecs", "StopTask", new JsonObject { ["cluster"] = scenery.ClusterName, ["task"] = new string('0', 32) });
        Assert.Equal(("InvalidParameterException", "The referenced task was not found."), (error.Code, error.Message));
    }

    [Fact]
    public async Task A_task_of_another_cluster_is_missing_here()
    {
        var arn = Arn(await scenery.Run());
        var described = await client.Call("ecs", "DescribeTasks", new JsonObject { ["tasks"] = new JsonArray(arn, new string('0', 32)) });
        Assert.Equal(["MISSING", "MISSING"], described["failures"]!.AsArray().Select(f => (string)f!["reason"]!));
    }

    [Fact]
    public async Task Tags_of_the_definition_come_along_when_asked_and_tags_change_later()
    {
        var definition = EcsScenery.Definition(scenery.Family);
        definition["tags"] = new JsonArray(new JsonObject { ["key"] = "team", ["value"] = "shop" });
        await client.Call("ecs", "RegisterTaskDefinition", definition);
        var arn = Arn(await scenery.Run(r =>
        {
            (r["propagateTags"], r["enableECSManagedTags"]) = ("TASK_DEFINITION", true);
            r["tags"] = new JsonArray(new JsonObject { ["key"] = "run", ["value"] = "1" });
        }));
        Assert.Equal(new SortedDictionary<string, string> { ["aws:ecs:clusterName"] = scenery.ClusterName, ["run"] = "1", ["team"] = "shop" }, await Tags(arn));
        await client.Call("ecs", "TagResource", new JsonObject { ["resourceArn"] = arn, ["tags"] = new JsonArray(new JsonObject { ["key"] = "run", ["value"] = "2" }) });
        await client.Call("ecs", "UntagResource", new JsonObject { ["resourceArn"] = arn, ["tagKeys"] = new JsonArray("team") });
        Assert.Equal("2", (await Tags(arn))["run"]);
        Assert.False((await Tags(arn)).ContainsKey("team"));
    }

    private static string Arn(JsonNode answer) => (string)answer["tasks"]![0]!["taskArn"]!;

    private async Task<string[]> List(params (string Name, string Value)[] filters)
    {
        var request = new JsonObject { ["cluster"] = scenery.ClusterName };
        foreach (var (name, value) in filters) request[name] = value;
        return [.. (await client.Call("ecs", "ListTasks", request))["taskArns"]!.AsArray().Select(a => (string)a!)];
    }

    private async Task<JsonNode> Stop(string task, string reason) =>
        (await client.Call("ecs", "StopTask", new JsonObject { ["cluster"] = scenery.ClusterName, ["task"] = task, ["reason"] = reason }))["task"]!;

    private async Task<SortedDictionary<string, string>> Tags(string arn) =>
        new((await client.Call("ecs", "ListTagsForResource", new JsonObject { ["resourceArn"] = arn }))["tags"]!.AsArray().ToDictionary(t => (string)t!["key"]!, t => (string)t!["value"]!));
}
