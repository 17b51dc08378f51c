using System.Text.Json.Nodes;
using Berth.Acceptance.Driving;

namespace Berth.Acceptance;

/// <summary>What a container finds at 169.254.170.2, and what it can do with it.</summary>
[Collection(OneInstallation.Name)]
public sealed class MetadataTests(BerthInstallation berth)
{
    private const string PrintKeys = "wget -q -O - http://169.254.170.2$AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
    private readonly Driving.Aws aws = berth.Aws;
    private readonly Scenery scenery = new(berth);

    [Fact]
    public async Task The_keys_of_the_task_role_are_a_session_of_that_role_and_the_metadata_is_the_tasks_own()
    {
        var arn = await Run("metadata", $"{PrintKeys}; echo; wget -q -O - $ECS_CONTAINER_METADATA_URI_V4/taskWithTags; echo; wget -q -O - $ECS_CONTAINER_METADATA_URI/task/stats; echo; sleep 600");
        await scenery.Until(arn, "RUNNING");
        IReadOnlyList<string> lines = [];
        for (var tries = 0; tries < 60 && lines.Count < 3; tries++) lines = await Lines("metadata", arn);
        Assert.Equal(3, lines.Count);

        var keys = JsonNode.Parse(lines[0])!;
        var caller = await aws.With(keys["AccessKeyId"]!.GetValue<string>(), keys["SecretAccessKey"]!.GetValue<string>(), keys["Token"]!.GetValue<string>()).Json("sts", "get-caller-identity");
        Assert.Equal($"arn:aws:sts::123456789012:assumed-role/metadataApp/{Scenery.IdOf(arn)}", caller["Arn"]!.GetValue<string>());
        Assert.EndsWith(":role/metadataApp", keys["RoleArn"]!.GetValue<string>(), StringComparison.Ordinal);

        var task = JsonNode.Parse(lines[1])!;
        Assert.Equal((arn, "metadata", "FARGATE", 0.25), (task["TaskARN"]!.GetValue<string>(), task["Family"]!.GetValue<string>(), task["LaunchType"]!.GetValue<string>(), task["Limits"]!["CPU"]!.GetValue<double>()));
        Assert.Equal("test", task["TaskTags"]!["stage"]!.GetValue<string>());
        var container = task["Containers"]![0]!;
        Assert.Equal(("main", "RUNNING"), (container["Name"]!.GetValue<string>(), container["KnownStatus"]!.GetValue<string>()));
        var described = (await aws.Json("ecs", "describe-tasks", "--tasks", arn))["tasks"]![0]!["containers"]![0]!;
        Assert.Equal(described["containerArn"]!.GetValue<string>(), container["ContainerARN"]!.GetValue<string>());
        Assert.Equal(described["networkInterfaces"]![0]!["privateIpv4Address"]!.GetValue<string>(), container["Networks"]![0]!["IPv4Addresses"]![0]!.GetValue<string>());

        var stats = JsonNode.Parse(lines[2])![container["DockerId"]!.GetValue<string>()]!;
        Assert.True(stats["memory_stats"]!["usage"]!.GetValue<long>() > 0, lines[2]);
        await aws.Json("ecs", "stop-task", "--task", arn);
    }

    [Fact]
    public async Task A_server_that_was_killed_gives_new_keys_at_the_same_address()
    {
        var arn = await Run("renewal", $"while true; do keys=$({PrintKeys} 2>/dev/null); [ -z \"$keys\" ] || [ \"$keys\" = \"$old\" ] || echo \"$keys\"; old=$keys; sleep 0.2; done");
        await scenery.Until(arn, "RUNNING");
        var first = await KeysSeen(arn, 1);

        Assert.Equal(0, (await Command.Run("kill", ["-9", $"{await berth.ServerPid()}"])).ExitCode);
        var up = await berth.Run("up", "--detach");
        Assert.True(up.ExitCode == 0, up.ToString());
        var renewed = (await KeysSeen(arn, 2)).Except(first).First();

        // While the task runs: its keys die with it.
        var keys = (await Lines("renewal", arn)).Select(l => JsonNode.Parse(l)!).First(k => k["AccessKeyId"]!.GetValue<string>() == renewed);
        var caller = await aws.With(renewed, keys["SecretAccessKey"]!.GetValue<string>(), keys["Token"]!.GetValue<string>()).Json("sts", "get-caller-identity");
        Assert.Contains(":assumed-role/renewalApp/", caller["Arn"]!.GetValue<string>(), StringComparison.Ordinal);
        await aws.Json("ecs", "stop-task", "--task", arn);
    }

    private async Task<string> Run(string name, string script)
    {
        await scenery.LogGroup("/" + name);
        var definition = await scenery.Definition(name, await scenery.Image(name), await scenery.ExecutionRole(name + "Role"), "/" + name, script);
        var role = await scenery.ExecutionRole(name + "App");
        var task = await scenery.RunTask(definition, "--tags", "key=stage,value=test", "--overrides", new JsonObject { ["taskRoleArn"] = role }.ToJsonString());
        return task["taskArn"]!.GetValue<string>();
    }

    /// <summary>Polls the log until as many different keys are in it.</summary>
    private async Task<IReadOnlyList<string>> KeysSeen(string arn, int count)
    {
        IReadOnlyList<string> seen = [];
        for (var tries = 0; tries < 60 && seen.Count < count; tries++)
            seen = [.. (await Lines("renewal", arn)).Select(l => JsonNode.Parse(l)!["AccessKeyId"]!.GetValue<string>()).Distinct()];
        Assert.True(seen.Count >= count, $"{seen.Count} different keys were seen.");
        return seen;
    }

    private async Task<IReadOnlyList<string>> Lines(string name, string arn) => await scenery.AllLines("/" + name, $"t/main/{Scenery.IdOf(arn)}");
}
