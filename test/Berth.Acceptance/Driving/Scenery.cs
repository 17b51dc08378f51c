using System.Text.Json.Nodes;
using Berth.Testing.Images;

namespace Berth.Acceptance.Driving;

/// <summary>What a task needs around it, made with the stock CLI and skopeo: an image, a role, a log group, a definition.</summary>
internal sealed class Scenery(BerthInstallation installation)
{
    public const string TrustTasks = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole"}]}""";

    private readonly Aws aws = installation.Aws;

    /// <summary>Pushes a busybox image as NAME:1 and answers its reference.</summary>
    public async Task<string> Image(string name, int paddingBytes = 0)
    {
        await aws.Json("ecr", "create-repository", "--repository-name", name);
        var layout = Directory.CreateTempSubdirectory("berth-image-").FullName;
        BusyboxLayout.Write(layout, paddingBytes);
        var token = await aws.Json("ecr", "get-authorization-token");
        var credentials = System.Text.Encoding.ASCII.GetString(Convert.FromBase64String(token["authorizationData"]![0]!["authorizationToken"]!.GetValue<string>()));
        var reference = $"localhost:{installation.Port}/{name}:1";
        var copy = await Command.Run("skopeo", ["copy", "--dest-tls-verify=false", "--dest-creds", credentials, $"oci:{layout}:1", "docker://" + reference]);
        Directory.Delete(layout, recursive: true);
        Assert.True(copy.ExitCode == 0, copy.ToString());
        return reference;
    }

    public async Task<string> ExecutionRole(string name)
    {
        var role = await aws.Json("iam", "create-role", "--role-name", name, "--assume-role-policy-document", TrustTasks);
        await aws.Json("iam", "attach-role-policy", "--role-name", name, "--policy-arn", "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy");
        return role["Role"]!["Arn"]!.GetValue<string>();
    }

    /// <summary>A log group, an image and an execution role, all called by one name.</summary>
    public async Task<(string Image, string Role)> Prepare(string name)
    {
        await LogGroup("/" + name);
        return (await Image(name), await ExecutionRole(name + "Role"));
    }

    public async Task LogGroup(string name) => await aws.Json("logs", "create-log-group", "--log-group-name", name);

    /// <summary>Registers a definition of one container that runs a shell script and logs to GROUP with the prefix "t".</summary>
    /// <param name="taskRoleArn">The containers' own role; null for none.</param>
    public async Task<string> Definition(string family, string image, string roleArn, string group, string script, Action<JsonObject>? change = null, string? taskRoleArn = null)
    {
        var container = new JsonObject
        {
            ["name"] = "main",
            ["image"] = image,
            ["command"] = new JsonArray("/bin/sh", "-c", script),
            ["stopTimeout"] = 2,
            ["logConfiguration"] = new JsonObject
            {
                ["logDriver"] = "awslogs",
                ["options"] = new JsonObject { ["awslogs-group"] = group, ["awslogs-region"] = "ap-northeast-1", ["awslogs-stream-prefix"] = "t" },
            },
        };
        change?.Invoke(container);
        string[] taskRole = taskRoleArn is null ? [] : ["--task-role-arn", taskRoleArn];
        var answer = await aws.Json(
            ["ecs", "register-task-definition", "--family", family, "--requires-compatibilities", "FARGATE", "--network-mode", "awsvpc", "--cpu", "256", "--memory", "512",
            "--execution-role-arn", roleArn, .. taskRole, "--container-definitions", new JsonArray(container).ToJsonString()]);
        return answer["taskDefinition"]!["taskDefinitionArn"]!.GetValue<string>();
    }

    /// <summary>Tells a container of the simulated engine what to do; to a real one it is a variable like any other.</summary>
    public static void Tell(JsonObject container, string what, string told)
    {
        if (container["environment"] is not JsonArray environment) container["environment"] = environment = [];
        environment.Add(new JsonObject { ["name"] = "BERTH_SIMULATE_" + what, ["value"] = told });
    }

    public async Task<string> Subnet() =>
        (await aws.Json("ec2", "describe-subnets", "--filters", "Name=default-for-az,Values=true"))["Subnets"]![0]!["SubnetId"]!.GetValue<string>();

    public async Task<JsonNode> RunTask(string definition, params string[] more)
    {
        var answer = await aws.Json(
            ["ecs", "run-task", "--launch-type", "FARGATE", "--task-definition", definition,
            "--network-configuration", $"awsvpcConfiguration={{subnets=[{await Subnet()}],assignPublicIp=ENABLED}}", .. more]);
        Assert.Empty(answer["failures"]!.AsArray());
        return answer["tasks"]![0]!;
    }

    /// <summary>Polls describe-tasks until the task has the status; the last answer comes back either way.</summary>
    public async Task<JsonNode> Until(string taskArn, string status)
    {
        JsonNode task = new JsonObject();
        for (var tries = 0; tries < 60; tries++)
        {
            task = (await aws.Json("ecs", "describe-tasks", "--tasks", taskArn))["tasks"]![0]!;
            var last = task["lastStatus"]!.GetValue<string>();
            if (last == status) return task;
            if (last == "STOPPED") break;
        }

        Assert.Fail($"The task did not become {status}: {task}");
        return task;
    }

    /// <summary>Every line of a log stream, oldest first.</summary>
    public async Task<List<string>> AllLines(string group, string stream)
    {
        var lines = new List<string>();
        string? token = null;
        while (true)
        {
            string[] more = token is null ? [] : ["--next-token", token];
            var page = await aws.Json(["logs", "get-log-events", "--log-group-name", group, "--log-stream-name", stream, "--start-from-head", .. more]);
            lines.AddRange(page["events"]!.AsArray().Select(e => e!["message"]!.GetValue<string>()));
            var next = page["nextForwardToken"]!.GetValue<string>();
            if (next == token) return lines;
            token = next;
        }
    }

    public static string IdOf(string taskArn) => taskArn[(taskArn.LastIndexOf('/') + 1)..];
}
