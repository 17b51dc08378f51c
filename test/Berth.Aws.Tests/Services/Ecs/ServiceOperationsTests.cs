using System.Text.Json.Nodes;
using Berth.Aws.Tests.Driving;
using Berth.Testing.Time;

namespace Berth.Aws.Tests.Services.Ecs;

public sealed class ServiceOperationsTests(AwsFront berth) : IAsyncLifetime
{
    private readonly ApiClient client = berth.Client();
    private ServiceScenery scenery = null!;

    public async ValueTask InitializeAsync() => scenery = await new ServiceScenery(client).Prepare();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_new_service_is_shown_as_ecs_shows_it()
    {
        var made = await scenery.Create("web", """{"desiredCount":2,"tags":[{"key":"team","value":"shop"}]}""");
        Assert.Equal((scenery.Arn("web"), "web", "ACTIVE"), (Text(made, "serviceArn"), Text(made, "serviceName"), Text(made, "status")));
        Assert.Equal((2, 0), ((int)made["desiredCount"]!, (int)made["runningCount"]!));
        Assert.Equal(("FARGATE", "LATEST", "Linux", "REPLICA"), (Text(made, "launchType"), Text(made, "platformVersion"), Text(made, "platformFamily"), Text(made, "schedulingStrategy")));
        Assert.EndsWith($":task-definition/{scenery.Family}:1", Text(made, "taskDefinition"), StringComparison.Ordinal);
        Assert.Equal("arn:aws:iam::123456789012:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS", Text(made, "roleArn"));
        Assert.Equal(("ECS", "ENABLED", "NONE"), (Text(made["deploymentController"]!, "type"), Text(made, "availabilityZoneRebalancing"), Text(made, "propagateTags")));
        Assert.Equal("arn:aws:iam::123456789012:root", Text(made, "createdBy"));
        Assert.Equal((50, 200, "ROLLING", false), Configuration(made));
        Assert.Equal("DISABLED", Text(made["networkConfiguration"]!["awsvpcConfiguration"]!, "assignPublicIp"));
        Assert.Empty(made["networkConfiguration"]!["awsvpcConfiguration"]!["securityGroups"]!.AsArray());
        Assert.Equal("shop", (string)made["tags"]![0]!["value"]!);
        foreach (var empty in (string[])["loadBalancers", "serviceRegistries", "placementConstraints", "placementStrategy"]) Assert.Empty(made[empty]!.AsArray());
        foreach (var absent in (string[])["taskSets", "capacityProviderStrategy"]) Assert.Null(made[absent]);

        var deployment = made["deployments"]!.AsArray().Single()!;
        Assert.Matches("^ecs-svc/[0-9]{19}$", Text(deployment, "id"));
        Assert.Equal(("PRIMARY", "IN_PROGRESS", "1.4.0", 2, 0), (Text(deployment, "status"), Text(deployment, "rolloutState"), Text(deployment, "platformVersion"), (int)deployment["desiredCount"]!, (int)deployment["failedTasks"]!));
        Assert.Equal($"ECS deployment {Text(deployment, "id")} in progress.", Text(deployment, "rolloutStateReason"));
        Assert.StartsWith($"arn:aws:ecs:ap-northeast-1:123456789012:service-deployment/{scenery.ClusterName}/web/", Text(made, "currentServiceDeployment"), StringComparison.Ordinal);
        Assert.Equal(2, (int)made["currentServiceRevisions"]!.AsArray().Single()!["requestedTaskCount"]!);
    }

    [Fact]
    public async Task Its_tasks_say_whose_they_are()
    {
        var made = await scenery.Create("web", """{"propagateTags":"SERVICE","tags":[{"key":"team","value":"shop"}]}""");
        var asked = new JsonObject { ["cluster"] = scenery.ClusterName, ["serviceName"] = "web" };
        var arns = await Eventually.Become(async () => (await client.Call("ecs", "ListTasks", asked))["taskArns"]!.AsArray(), found => found.Count == 1, berth.Store.Changed);
        var request = new JsonObject { ["cluster"] = scenery.ClusterName, ["tasks"] = arns.DeepClone(), ["include"] = new JsonArray("TAGS") };
        var task = (await client.Call("ecs", "DescribeTasks", request))["tasks"]!.AsArray().Single()!;
        Assert.Equal(("service:web", Text(made["deployments"]![0]!, "id"), "1.4.0"), (Text(task, "group"), Text(task, "startedBy"), Text(task, "platformVersion")));
        Assert.Equal("shop", (string)task["tags"]![0]!["value"]!);
    }

    [Fact]
    public async Task Only_the_same_request_makes_the_same_service_again()
    {
        var first = await scenery.Create("web", """{"clientToken":"one"}""");
        await scenery.Register();
        Assert.Equal((double)first["createdAt"]!, (double)(await scenery.Create("web", """{"clientToken":"two"}"""))["createdAt"]!);
        var error = await client.Refused("ecs", "CreateService", await scenery.CreateRequest("web", """{"desiredCount":3}"""));
        Assert.Equal(("InvalidParameterException", "Creation of service was not idempotent."), (error.Code, error.Message));
    }

    public static TheoryData<string, string, string> Refusals => new()
    {
        { """{"taskDefinition":"no-such"}""", "ClientException", "TaskDefinition not found." },
        { """{"networkConfiguration":null}""", "InvalidParameterException", "Network Configuration must be provided when networkMode 'awsvpc' is specified." },
        { """{"networkConfiguration":{"awsvpcConfiguration":{"subnets":[]}}}""", "InvalidParameterException", "subnets can not be empty." },
        { """{"networkConfiguration":{"awsvpcConfiguration":{"subnets":["subnet-0"]}}}""", "InvalidParameterException", "Error retrieving subnet information for [subnet-0]: The subnet ID 'subnet-0' does not exist (ErrorCode: InvalidSubnetID.NotFound)" },
        { """{"launchType":"MOON"}""", "InvalidParameterException", "launch type should be one of [EC2,FARGATE,EXTERNAL,FMI,MANAGED_INSTANCES]" },
        { """{"schedulingStrategy":"RANDOM"}""", "InvalidParameterException", "Scheduling strategy should be one of [REPLICA,DAEMON]" },
        { """{"platformVersion":"9.9.9"}""", "PlatformUnknownException", "The specified platform version does not exist." },
        { """{"cluster":"no-such"}""", "ClusterNotFoundException", "Cluster not found." },
        { """{"serviceName":null}""", "InvalidParameterException", "ServiceName can not be blank." },
        { """{"deploymentConfiguration":{"deploymentCircuitBreaker":{"enable":true}}}""", "InvalidParameterException", "Rollback can not be blank." },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task What_cannot_run_is_refused_in_the_words_of_ecs(string change, string code, string message)
    {
        var error = await client.Refused("ecs", "CreateService", await scenery.CreateRequest("web", change));
        Assert.Equal((code, message), (error.Code, error.Message));
        Assert.Empty(await scenery.List());
    }

    [Fact]
    public async Task A_definition_that_is_inactive_or_whose_role_is_not_there_is_refused()
    {
        await client.Call("ecs", "DeregisterTaskDefinition", new JsonObject { ["taskDefinition"] = scenery.Family + ":1" });
        var inactive = await client.Refused("ecs", "CreateService", await scenery.CreateRequest("web", $$"""{"taskDefinition":"{{scenery.Family}}:1"}"""));
        Assert.Equal(("ClientException", "TaskDefinition is inactive"), (inactive.Code, inactive.Message));
        await scenery.Register(d => d["executionRoleArn"] = "arn:aws:iam::123456789012:role/nobody");
        Assert.StartsWith("ECS was unable to assume the role", (await client.Refused("ecs", "CreateService", await scenery.CreateRequest("web"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_task_definition_begins_a_deployment_and_a_new_count_does_not()
    {
        await scenery.Create("web");
        var scaled = await scenery.Update("web", """{"desiredCount":3}""");
        Assert.Equal(3, (int)scaled["desiredCount"]!);
        Assert.Single(scaled["deployments"]!.AsArray());
        var second = await scenery.Register();
        var updated = await scenery.Update("web", $$"""{"taskDefinition":"{{scenery.Family}}"}""");
        Assert.Equal(second, Text(updated, "taskDefinition"));
        Assert.Equal(second, Text(updated["deployments"]![0]!, "taskDefinition"));
        Assert.Equal("PRIMARY", Text(updated["deployments"]![0]!, "status"));
        Assert.All(updated["deployments"]!.AsArray().Skip(1), d => Assert.Equal("ACTIVE", Text(d!, "status")));
    }

    [Theory]
    [InlineData("""{"forceNewDeployment":true}""", true)]
    [InlineData("""{"platformVersion":"1.4.0"}""", true)]
    [InlineData("""{"platformVersion":"LATEST"}""", false)]
    [InlineData("""{"deploymentConfiguration":{"maximumPercent":150}}""", false)]
    [InlineData("""{"healthCheckGracePeriodSeconds":30}""", false)]
    [InlineData("""{"enableExecuteCommand":true}""", false)]
    [InlineData("""{"enableECSManagedTags":true,"propagateTags":"SERVICE"}""", false)]
    [InlineData("""{"availabilityZoneRebalancing":"DISABLED"}""", false)]
    [InlineData("""{"loadBalancers":[],"placementStrategy":[]}""", false)]
    public async Task Only_what_ecs_says_begins_a_deployment(string change, bool begins)
    {
        var id = Text((await scenery.Create("web"))["deployments"]![0]!, "id");
        Assert.Equal(begins, Text((await scenery.Update("web", change))["deployments"]![0]!, "id") != id);
    }

    [Fact]
    public async Task Another_network_begins_a_deployment_and_the_same_one_does_not()
    {
        var made = await scenery.Create("web");
        var network = made["networkConfiguration"]!;
        var same = await scenery.Update("web", new JsonObject { ["networkConfiguration"] = network.DeepClone() }.ToJsonString());
        Assert.Equal(Text(made["deployments"]![0]!, "id"), Text(same["deployments"]![0]!, "id"));
        network["awsvpcConfiguration"]!["assignPublicIp"] = "ENABLED";
        var other = await scenery.Update("web", new JsonObject { ["networkConfiguration"] = network.DeepClone() }.ToJsonString());
        Assert.NotEqual(Text(made["deployments"]![0]!, "id"), Text(other["deployments"]![0]!, "id"));
        Assert.Equal("ENABLED", Text(other["networkConfiguration"]!["awsvpcConfiguration"]!, "assignPublicIp"));
    }

    [Fact]
    public async Task A_revision_that_is_inactive_by_now_stays_in_use_until_it_is_named()
    {
        await scenery.Create("web");
        await client.Call("ecs", "DeregisterTaskDefinition", new JsonObject { ["taskDefinition"] = scenery.Family + ":1" });
        await scenery.Update("web", """{"desiredCount":2}""");
        await scenery.Update("web", """{"forceNewDeployment":true}""");
        var error = await client.Refused("ecs", "UpdateService", scenery.Request("web", $$"""{"taskDefinition":"{{scenery.Family}}:1"}"""));
        Assert.Equal(("ClientException", "TaskDefinition is inactive"), (error.Code, error.Message));
    }

    [Fact]
    public async Task Settings_change_and_the_rest_stays()
    {
        await scenery.Create("web", """{"deploymentConfiguration":{"minimumHealthyPercent":100,"deploymentCircuitBreaker":{"enable":true,"rollback":true,"thresholdConfiguration":{"type":"COUNT","value":7}}}}""");
        var changed = await scenery.Update("web", """{"deploymentConfiguration":{"maximumPercent":150},"healthCheckGracePeriodSeconds":30}""");
        Assert.Equal((100, 150, "ROLLING", true), Configuration(changed));
        Assert.Equal(7, (int)changed["deploymentConfiguration"]!["deploymentCircuitBreaker"]!["thresholdConfiguration"]!["value"]!);
        Assert.Equal((30, 1), ((int)changed["healthCheckGracePeriodSeconds"]!, (int)changed["desiredCount"]!));
    }

    [Fact]
    public async Task Exec_is_as_the_definition_says_when_the_service_says_nothing()
    {
        await scenery.Register(d => d["enableExecuteCommand"] = true);
        Assert.True((bool)(await scenery.Create("web"))["enableExecuteCommand"]!);
        Assert.False((bool)(await scenery.Create("quiet", """{"enableExecuteCommand":false}"""))["enableExecuteCommand"]!);
    }

    [Fact]
    public async Task A_strategy_is_shown_instead_of_the_launch_type()
    {
        await client.Call("ecs", "PutClusterCapacityProviders", JsonNode.Parse($$"""{"cluster":"{{scenery.ClusterName}}","capacityProviders":["FARGATE","FARGATE_SPOT"],"defaultCapacityProviderStrategy":[]}""")!);
        var made = await scenery.Create("web", """{"launchType":null,"capacityProviderStrategy":[{"capacityProvider":"FARGATE","base":1,"weight":1},{"capacityProvider":"FARGATE_SPOT","weight":3}]}""");
        Assert.Null(made["launchType"]);
        Assert.Equal(["FARGATE", "FARGATE_SPOT"], made["capacityProviderStrategy"]!.AsArray().Select(s => (string)s!["capacityProvider"]!));
        var back = await scenery.Update("web", """{"capacityProviderStrategy":[]}""");
        Assert.Equal("FARGATE", Text(back, "launchType"));
    }

    [Fact]
    public async Task An_external_service_has_task_sets_and_no_deployments()
    {
        var made = await scenery.CreateExternal("web");
        Assert.Equal(("EXTERNAL", 0, 0), (Text(made["deploymentController"]!, "type"), made["taskSets"]!.AsArray().Count, made["deployments"]!.AsArray().Count));
        foreach (var absent in (string[])["taskDefinition", "launchType", "networkConfiguration", "currentServiceDeployment"]) Assert.Null(made[absent]);
        Assert.Equal(4, (int)(await scenery.Update("web", """{"desiredCount":4}"""))["desiredCount"]!);
        Assert.Equal("TaskDefinition must be blank", (await client.Refused("ecs", "UpdateService", scenery.Request("web", $$"""{"taskDefinition":"{{scenery.Family}}"}"""))).Message);
    }

    [Fact]
    public async Task A_service_is_deleted_when_it_is_scaled_to_zero_or_by_force()
    {
        await scenery.Create("web");
        var error = await client.Refused("ecs", "DeleteService", scenery.Request("web"));
        Assert.Equal(("InvalidParameterException", "The service cannot be stopped while it is scaled above 0."), (error.Code, error.Message));
        Assert.Contains(Text(await scenery.Delete("web", force: true), "status"), (string[])["DRAINING", "INACTIVE"]);
        Assert.Empty(await scenery.List());
        Assert.Contains(Text(await scenery.Describe("web"), "status"), (string[])["DRAINING", "INACTIVE"]);
        var update = await client.Refused("ecs", "UpdateService", scenery.Request("web", """{"desiredCount":1}"""));
        Assert.Equal(("ServiceNotActiveException", "Service was not ACTIVE."), (update.Code, update.Message));

        await scenery.Create("idle", """{"desiredCount":0}""");
        Assert.Equal("INACTIVE", Text(await scenery.Delete("idle"), "status"));
        Assert.Equal("ServiceNotFoundException", (await client.Refused("ecs", "DeleteService", scenery.Request("idle"))).Code);
        await scenery.Create("idle", """{"desiredCount":0}""");
    }

    [Fact]
    public async Task A_service_that_is_not_there_is_a_failure_of_describe_and_an_error_elsewhere()
    {
        var described = await scenery.DescribeAll("nobody", scenery.Arn("nobody"), "no spaces");
        Assert.Equal([(scenery.Arn("nobody"), "MISSING"), (scenery.Arn("nobody"), "MISSING"), (scenery.Arn("no spaces"), "MISSING")], described["failures"]!.AsArray().Select(f => (Text(f!, "arn"), Text(f!, "reason"))));
        foreach (var operation in (string[])["UpdateService", "DeleteService"])
        {
            var error = await client.Refused("ecs", operation, scenery.Request("nobody"));
            Assert.Equal(("ServiceNotFoundException", "Service not found."), (error.Code, error.Message));
        }
    }

    [Fact]
    public async Task A_service_is_found_by_name_and_by_arn_in_its_own_cluster_alone()
    {
        await scenery.Create("web", """{"desiredCount":0}""");
        var described = await scenery.DescribeAll("web", scenery.Arn("web"), "arn:aws:ecs:ap-northeast-1:123456789012:service/web");
        Assert.Equal(scenery.Arn("web"), Text(described["services"]!.AsArray().Single()!, "serviceArn"));
        var error = await client.Refused("ecs", "DescribeServices", new JsonObject { ["services"] = new JsonArray(scenery.Arn("web")) });
        Assert.Equal(("InvalidParameterException", $"Identifier is for {scenery.ClusterName}. Your cluster is default"), (error.Code, error.Message));
        var foreign = await scenery.DescribeAll($"arn:aws:ecs:us-east-1:123456789012:service/{scenery.ClusterName}/web");
        Assert.Empty(foreign["services"]!.AsArray());
    }

    [Fact]
    public async Task Describe_takes_one_to_ten()
    {
        Assert.Equal("Services cannot be empty.", (await client.Refused("ecs", "DescribeServices", new JsonObject { ["services"] = new JsonArray() })).Message);
        var eleven = new JsonArray([.. Enumerable.Range(0, 11).Select(i => JsonValue.Create("s" + i))]);
        Assert.Equal("InvalidParameterException", (await client.Refused("ecs", "DescribeServices", new JsonObject { ["services"] = eleven })).Code);
    }

    [Fact]
    public async Task Lists_come_in_pages_of_ten_and_filters_filter()
    {
        await Task.WhenAll(Enumerable.Range(0, 12).Select(i => scenery.Create($"s{i:D2}", """{"desiredCount":0}""")));
        var request = new JsonObject { ["cluster"] = scenery.ClusterName };
        var first = await client.Call("ecs", "ListServices", request.DeepClone());
        Assert.Equal(10, first["serviceArns"]!.AsArray().Count);
        request["nextToken"] = first["nextToken"]!.DeepClone();
        var second = await client.Call("ecs", "ListServices", request.DeepClone());
        Assert.Equal([scenery.Arn("s10"), scenery.Arn("s11")], second["serviceArns"]!.AsArray().Select(a => (string)a!));
        Assert.Null(second["nextToken"]);
        request["launchType"] = "FARGATE";
        Assert.Equal("InvalidParameterException", (await client.Refused("ecs", "ListServices", request)).Code);
        Assert.Equal(12, (await scenery.List("""{"maxResults":100,"launchType":"FARGATE","schedulingStrategy":"REPLICA"}""")).Length);
        Assert.Empty(await scenery.List("""{"launchType":"EC2"}"""));
        Assert.Empty(await scenery.List("""{"schedulingStrategy":"DAEMON"}"""));
        Assert.Empty(await scenery.List("""{"resourceManagementType":"ECS"}"""));
    }

    [Fact]
    public async Task No_namespace_is_known() =>
        Assert.Equal("NamespaceNotFoundException", (await client.Refused("ecs", "ListServicesByNamespace", new JsonObject { ["namespace"] = "shop" })).Code);

    [Fact]
    public async Task Changes_at_once_are_all_kept()
    {
        await scenery.Create("web", """{"desiredCount":0}""");
        await Task.WhenAll(
            scenery.Update("web", """{"healthCheckGracePeriodSeconds":7}"""), scenery.Update("web", """{"propagateTags":"SERVICE"}"""), scenery.Update("web", """{"enableECSManagedTags":true}"""),
            scenery.Update("web", """{"deploymentConfiguration":{"maximumPercent":150}}"""), scenery.Update("web", """{"enableExecuteCommand":true}"""), scenery.Update("web", """{"platformVersion":"1.4.0"}"""));
        var web = await scenery.Describe("web");
        Assert.Equal((7, "SERVICE", true, true, "1.4.0"), ((int)web["healthCheckGracePeriodSeconds"]!, Text(web, "propagateTags"), (bool)web["enableECSManagedTags"]!, (bool)web["enableExecuteCommand"]!, Text(web, "platformVersion")));
        Assert.Equal(150, (int)web["deploymentConfiguration"]!["maximumPercent"]!);
    }

    [Fact]
    public async Task Tags_change_later_and_two_at_once_are_both_kept()
    {
        await scenery.Create("web", """{"desiredCount":0,"tags":[{"key":"team","value":"shop"}]}""");
        await Task.WhenAll(Enumerable.Range(0, 6).Select(i =>
            client.Call("ecs", "TagResource", JsonNode.Parse($$"""{"resourceArn":"{{scenery.Arn("web")}}","tags":[{"key":"k{{i}}","value":"v"}]}""")!)));
        await client.Call("ecs", "UntagResource", new JsonObject { ["resourceArn"] = scenery.Arn("web"), ["tagKeys"] = new JsonArray("team") });
        Assert.Equal(Enumerable.Range(0, 6).Select(i => "k" + i), (await scenery.Describe("web"))["tags"]!.AsArray().Select(t => (string)t!["key"]!));
        var listed = await client.Call("ecs", "ListTagsForResource", new JsonObject { ["resourceArn"] = scenery.Arn("web") });
        Assert.Equal(6, listed["tags"]!.AsArray().Count);
        Assert.Equal("ResourceNotFoundException", (await client.Refused("ecs", "ListTagsForResource", new JsonObject { ["resourceArn"] = scenery.Arn("nobody") })).Code);
    }

    private static (int Minimum, int Maximum, string Strategy, bool Breaker) Configuration(JsonNode service)
    {
        var configuration = service["deploymentConfiguration"]!;
        return ((int)configuration["minimumHealthyPercent"]!, (int)configuration["maximumPercent"]!, (string)configuration["strategy"]!, (bool)configuration["deploymentCircuitBreaker"]!["enable"]!);
    }

    private static string Text(JsonNode node, string member) => (string)node[member]!;
}
