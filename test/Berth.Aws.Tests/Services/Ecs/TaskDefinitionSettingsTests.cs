using System.Text.Json.Nodes;
using Berth.Aws.Tests.Driving;

namespace Berth.Aws.Tests.Services.Ecs;

/// <summary>Every setting of a task definition over the wire: shown as it was given, or refused in ECS's words.</summary>
public sealed class TaskDefinitionSettingsTests(AwsFront berth)
{
    private readonly ApiClient client = berth.Client();
    private readonly string family = "family-" + Guid.NewGuid().ToString("N")[..8];

    /// <summary>Everything that a container on Fargate may say.</summary>
    private const string App = """
        {
          "name": "app", "image": "busybox", "cpu": 64, "memory": 128, "memoryReservation": 64, "essential": true,
          "portMappings": [{ "containerPort": 80, "hostPort": 80, "protocol": "tcp", "name": "http", "appProtocol": "http" }],
          "restartPolicy": { "enabled": true, "ignoredExitCodes": [0, 143], "restartAttemptPeriod": 60 },
          "entryPoint": ["/bin/sh", "-c"], "command": ["httpd -f"],
          "environment": [{ "name": "A", "value": "1" }],
          "mountPoints": [{ "sourceVolume": "data", "containerPath": "/data", "readOnly": true }, { "sourceVolume": "data", "containerPath": "/rest" }],
          "volumesFrom": [{ "sourceContainer": "init", "readOnly": true }],
          "linuxParameters": { "capabilities": { "add": ["SYS_PTRACE"], "drop": ["ALL"] }, "initProcessEnabled": true },
          "dependsOn": [{ "containerName": "init", "condition": "SUCCESS" }, { "containerName": "side", "condition": "HEALTHY" }],
          "startTimeout": 60, "stopTimeout": 20, "user": "1000:1000", "workingDirectory": "/data", "readonlyRootFilesystem": true, "interactive": true, "pseudoTerminal": true,
          "dockerLabels": { "team": "shop" },
          "ulimits": [{ "name": "nofile", "softLimit": 1024, "hardLimit": 4096 }],
          "logConfiguration": {
            "logDriver": "awslogs",
            "options": {
              "awslogs-group": "/web", "awslogs-region": "ap-northeast-1", "awslogs-stream-prefix": "web", "awslogs-create-group": "true", "awslogs-datetime-format": "%Y-%m-%d",
              "mode": "non-blocking", "max-buffer-size": "25m"
            },
            "secretOptions": []
          },
          "healthCheck": { "command": ["CMD-SHELL", "wget -q localhost"], "interval": 10, "timeout": 3, "retries": 2, "startPeriod": 5 },
          "systemControls": [{ "namespace": "net.ipv4.tcp_keepalive_time", "value": "500" }]
        }
        """;

    /// <summary>What ECS shows of a container that says nothing but its name and image, and of a health check that says nothing but its command.</summary>
    private const string Side = """
        {
          "name": "side", "image": "busybox", "cpu": 0, "essential": true, "portMappings": [], "environment": [], "mountPoints": [], "volumesFrom": [], "systemControls": [],
          "healthCheck": { "command": ["CMD", "true"], "interval": 30, "timeout": 5, "retries": 3 }
        }
        """;

    [Fact]
    public async Task Everything_that_fargate_takes_is_shown_as_it_was_given_with_the_defaults_of_ecs()
    {
        var request = EcsScenery.Definition(family);
        request["executionRoleArn"] = "arn:aws:iam::123456789012:role/ecsTaskExecutionRole";
        request["volumes"] = JsonNode.Parse("""[{ "name": "data" }, { "name": "more", "host": {} }]""");
        request["containerDefinitions"] = new JsonArray(
            JsonNode.Parse(App),
            JsonNode.Parse("""{ "name": "side", "image": "busybox", "healthCheck": { "command": ["CMD", "true"] } }"""),
            JsonNode.Parse("""{ "name": "init", "image": "busybox", "essential": false }"""));
        var registered = (await client.Call("ecs", "RegisterTaskDefinition", request))["taskDefinition"]!;
        var described = (await client.Call("ecs", "DescribeTaskDefinition", new JsonObject { ["taskDefinition"] = family }))["taskDefinition"]!;

        AssertSame(JsonNode.Parse(App)!, described["containerDefinitions"]![0]!);
        AssertSame(JsonNode.Parse(Side)!, described["containerDefinitions"]![1]!);
        AssertSame(JsonNode.Parse("""[{ "name": "data", "host": {} }, { "name": "more", "host": {} }]""")!, described["volumes"]!);
        Assert.Contains("FARGATE", described["compatibilities"]!.AsArray().Select(c => (string)c!));
        var attributes = described["requiresAttributes"]!.AsArray().Select(a => (string)a!["name"]!).ToList();
        Assert.Contains("ecs.capability.container-health-check", attributes);
        Assert.Contains("ecs.capability.container-ordering", attributes);
        AssertSame(registered["containerDefinitions"]!, described["containerDefinitions"]!);
    }

    [Theory]
    [InlineData("""{"linuxParameters":{"tmpfs":[{"containerPath":"/tmp","size":64,"mountOptions":["noexec"]}]}}""", "Fargate compatible task definitions do not support tmpfs")]
    [InlineData("""{"linuxParameters":{"sharedMemorySize":128}}""", "Fargate compatible task definitions do not support sharedMemorySize")]
    [InlineData("""{"linuxParameters":{"capabilities":{"add":["NET_ADMIN"]}}}""", "NET_ADMIN is not allowed on Fargate.")]
    public async Task What_ec2_alone_takes_is_registered_without_fargate_and_does_not_run_there(string settings, string text)
    {
        Assert.Equal(text, await Refusal(settings));
        var scenery = await new EcsScenery(client).Prepare();
        var request = With(settings, scenery.Family);
        request["requiresCompatibilities"] = new JsonArray("EC2");
        var definition = (await client.Call("ecs", "RegisterTaskDefinition", request))["taskDefinition"]!;
        Assert.DoesNotContain("FARGATE", definition["compatibilities"]!.AsArray().Select(c => (string)c!));
        AssertSame(JsonNode.Parse(settings)!["linuxParameters"]!, definition["containerDefinitions"]![0]!["linuxParameters"]!);
        var error = await client.Refused("ecs", "RunTask", await scenery.RunRequest());
        Assert.Equal(("InvalidParameterException", "Task definition does not support launch_type FARGATE."), (error.Code, error.Message));
    }

    [Theory]
    [InlineData("""{"hostname":"box"}""", "hostname is not supported on container when networkMode=awsvpc.")]
    [InlineData("""{"extraHosts":[{"hostname":"db","ipAddress":"10.0.0.1"}]}""", "Extra hosts are not supported on container when networkMode=awsvpc.")]
    [InlineData("""{"dnsServers":["1.1.1.1"]}""", "DNS servers are not supported on container when networkMode=awsvpc.")]
    [InlineData("""{"dnsSearchDomains":["corp"]}""", "DNS search domains are not supported on container when networkMode=awsvpc.")]
    [InlineData("""{"disableNetworking":true}""", "Disable Networking is not supported on container when networkMode=awsvpc.")]
    [InlineData("""{"links":["side"]}""", "Links are not supported when networkMode=awsvpc.")]
    [InlineData("""{"privileged":true}""", "Fargate requires that the ‘privileged’ setting be ‘false’ at the container level.")]
    [InlineData("""{"dockerSecurityOptions":["no-new-privileges"]}""", "Fargate compatible task definitions do not support dockerSecurityOptions")]
    [InlineData("""{"resourceRequirements":[{"type":"GPU","value":"1"}]}""", "Tasks using the Fargate launch type do not support GPU resource requirements.")]
    [InlineData("""{"linuxParameters":{"devices":[{"hostPath":"/dev/fuse"}]}}""", "Fargate compatible task definitions do not support devices")]
    [InlineData("""{"linuxParameters":{"maxSwap":64}}""", "Fargate compatible task definitions do not support maxSwap")]
    [InlineData("""{"linuxParameters":{"swappiness":10}}""", "Fargate compatible task definitions do not support swappiness")]
    [InlineData("""{"startTimeout":121}""", "Tasks using the Fargate launch type must have a container start timeout of less than 120 seconds.")]
    [InlineData("""{"stopTimeout":121}""", "Tasks using the Fargate launch type must have a container stop timeout of less than 120 seconds.")]
    [InlineData("""{"ulimits":[{"name":"nofile","softLimit":2,"hardLimit":1}]}""", "Soft limit exceeds hard limit for ulimit nofile")]
    [InlineData("""{"ulimits":[{"name":"files","softLimit":1,"hardLimit":1}]}""", "name should be one of [core,cpu,data,fsize,locks,memlock,msgqueue,nice,nofile,nproc,rss,rtprio,rttime,sigpending,stack]")]
    [InlineData("""{"dependsOn":[{"containerName":"nobody","condition":"START"}]}""", "Cannot depend on container + 'nobody' because it does not exist")]
    [InlineData("""{"dependsOn":[{"containerName":"app","condition":"READY"}]}""", "condition should be one of [START,COMPLETE,SUCCESS,HEALTHY]")]
    [InlineData("""{"healthCheck":{"command":["CMD","true"],"interval":301}}""", "Health check interval must be less than or equal to the maximum allowed value 300 for container 'app'")]
    [InlineData("""{"healthCheck":{}}""", "Command can not be blank.")]
    [InlineData("""{"restartPolicy":{"enabled":true,"restartAttemptPeriod":59}}""", "The 'restartAttemptPeriod' setting for container 'app' must be between 60 and 1800.")]
    [InlineData("""{"mountPoints":[{"sourceVolume":"nope","containerPath":"/data"}]}""", "Unknown volume 'nope'.")]
    [InlineData("""{"mountPoints":[{}]}""", "Unknown volume ''.")]
    [InlineData("""{"volumesFrom":[{"sourceContainer":"nope"}]}""", "Invalid 'volumesFrom' setting. Unknown container: 'nope'.")]
    [InlineData("""{"volumesFrom":[{}]}""", "Invalid 'volumesFrom' setting. Unknown container: ''.")]
    [InlineData("""{"systemControls":[{}]}""", "Invalid 'systemControls' setting for container 'app'. Unsupported namespace: ''.")]
    [InlineData("""{"secrets":[{"name":"A","valueFrom":"/app/key"}]}""", "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'.")]
    [InlineData("""{"environmentFiles":[{"type":"s3","value":"arn:aws:s3:::b/f.env"}]}""", "When you are specifying environment files, you must also specify a value for 'executionRoleArn'.")]
    [InlineData("""{"repositoryCredentials":{"credentialsParameter":"registry"}}""", "When you are specifying repository credentials, you must also specify a value for 'executionRoleArn'.")]
    [InlineData("""{"firelensConfiguration":{"type":"fluentbit"}}""", "Berth does not run 'firelensConfiguration' of container 'app' in a task definition yet. Remove it, or see SCOPE.md for what it runs.")]
    public async Task What_fargate_or_berth_does_not_take_of_a_container_is_refused(string settings, string text) => Assert.Equal(text, await Refusal(settings));

    [Theory]
    [InlineData("volumes", """[{"name":"data","host":{"sourcePath":"/var/data"}}]""", "Fargate compatible task definitions do not support sourcePath")]
    [InlineData("volumes", """[{"name":"data","dockerVolumeConfiguration":{"scope":"task"}}]""", "Fargate compatible task definitions do not support dockerVolumeConfiguration")]
    [InlineData("volumes", """[{"name":"data","efsVolumeConfiguration":{"fileSystemId":"fs-1"}}]""", "Berth does not run 'efsVolumeConfiguration' in a task definition yet. Remove it, or see SCOPE.md for what it runs.")]
    [InlineData("volumes", """[{"name":"data","configuredAtLaunch":true}]""", "Berth does not run 'configuredAtLaunch' in a task definition yet. Remove it, or see SCOPE.md for what it runs.")]
    [InlineData("volumes", """[{"name":"data"},{"name":"data"}]""", "Volume names must be unique within a task definition")]
    [InlineData("volumes", """[{}]""", "Volume.name should not be null or empty.")]
    [InlineData("placementConstraints", """[{"type":"memberOf","expression":"x"}]""", "Fargate compatible task definitions do not support constraints")]
    [InlineData("ipcMode", "\"task\"", "Fargate compatible task definitions do not support ipcMode")]
    [InlineData("pidMode", "\"host\"", "Tasks using the Fargate launch type do not support pidMode 'host'. The supported value for pidMode is 'task'.")]
    [InlineData("pidMode", "\"task\"", "Berth does not run 'pidMode' in a task definition yet. Remove it, or see SCOPE.md for what it runs.")]
    [InlineData("ephemeralStorage", """{"sizeInGiB":30}""", "Berth does not run 'ephemeralStorage' in a task definition yet. Remove it, or see SCOPE.md for what it runs.")]
    public async Task What_fargate_or_berth_does_not_take_of_a_task_is_refused(string member, string value, string text)
    {
        var request = EcsScenery.Definition(family);
        request[member] = JsonNode.Parse(value);
        var error = await client.Refused("ecs", "RegisterTaskDefinition", request);
        Assert.Equal(("ClientException", text), (error.Code, error.Message));
    }

    [Theory]
    [InlineData("""{"dependsOn":[null]}""")]
    [InlineData("""{"mountPoints":[null]}""")]
    [InlineData("""{"linuxParameters":{"capabilities":{"add":[null]}}}""")]
    [InlineData("""{"linuxParameters":{"tmpfs":[{"containerPath":"/tmp","size":1,"mountOptions":[null]}]}}""")]
    [InlineData("""{"healthCheck":{"command":[null]}}""")]
    [InlineData("""{"healthCheck":{"command":["CMD",null]}}""")]
    [InlineData("""{"dockerLabels":{"a":null}}""")]
    [InlineData("""{"ulimits":[null]}""")]
    [InlineData("""{"restartPolicy":{"enabled":true,"ignoredExitCodes":[null]}}""")]
    [InlineData("""{"logConfiguration":{"logDriver":"awslogs","options":{"awslogs-group":null}}}""")]
    public async Task A_null_in_a_list_is_passed_over_or_refused_and_no_fault_of_the_server(string settings)
    {
        var answer = await client.Json("ecs", "RegisterTaskDefinition", With(settings, family).ToJsonString());
        Assert.InRange(answer.Status, 200, 499);
    }

    private async Task<string> Refusal(string settings)
    {
        var error = await client.Refused("ecs", "RegisterTaskDefinition", With(settings, family));
        Assert.Equal("ClientException", error.Code);
        return error.Message;
    }

    private static JsonObject With(string settings, string family)
    {
        var request = EcsScenery.Definition(family);
        foreach (var (name, value) in JsonNode.Parse(settings)!.AsObject()) request["containerDefinitions"]![0]![name] = value?.DeepClone();
        return request;
    }

    private static void AssertSame(JsonNode expected, JsonNode actual) => Assert.True(JsonNode.DeepEquals(expected, actual), $"Expected {expected.ToJsonString()}\nbut it was {actual.ToJsonString()}");
}
