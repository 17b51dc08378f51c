using System.Text.Json.Nodes;
using Berth.Acceptance.Driving;

namespace Berth.Acceptance;

/// <summary>Settings of containers, from the stock CLI to what a process inside sees.</summary>
[Collection(OneInstallation.Name)]
public sealed class ContainerSettingsTests(BerthInstallation berth)
{
    private readonly Driving.Aws aws = berth.Aws;
    private readonly Scenery scenery = new(berth);

    [Fact]
    public async Task Two_containers_share_a_volume_one_with_a_user_limits_and_init_the_other_only_reading()
    {
        await scenery.LogGroup("/settings");
        var (image, role) = (await scenery.Image("settings"), await scenery.ExecutionRole("settingsRole"));
        var writer = Container("writer", image, "cat /proc/1/comm; id -u; ulimit -Sn; ulimit -Hn; cat /declared/hello; echo shared word > /declared/word; exec sleep 600");
        writer["user"] = "app";
        writer["linuxParameters"] = new JsonObject { ["initProcessEnabled"] = true, ["capabilities"] = new JsonObject { ["drop"] = new JsonArray("ALL") } };
        writer["ulimits"] = new JsonArray(new JsonObject { ["name"] = "nofile", ["softLimit"] = 512, ["hardLimit"] = 1024 });
        writer["mountPoints"] = new JsonArray(new JsonObject { ["sourceVolume"] = "shared", ["containerPath"] = "/declared" });
        var reader = Container(
            "reader", image,
            "while [ ! -s /declared/word ]; do sleep 0.05; done; cat /declared/word; (echo more > /declared/word) 2>/dev/null || echo refused; touch /file 2>/dev/null || echo readonly; exit 3");
        reader["readonlyRootFilesystem"] = true;
        reader["volumesFrom"] = new JsonArray(new JsonObject { ["sourceContainer"] = "writer", ["readOnly"] = true });
        var definition = (await aws.Json(
            "ecs", "register-task-definition", "--family", "settings", "--requires-compatibilities", "FARGATE", "--network-mode", "awsvpc", "--cpu", "256", "--memory", "512", "--execution-role-arn", role,
            "--volumes", """[{"name":"shared","host":{}}]""", "--container-definitions", new JsonArray(writer, reader).ToJsonString()))["taskDefinition"]!["taskDefinitionArn"]!.GetValue<string>();

        var arn = (await scenery.RunTask(definition))["taskArn"]!.GetValue<string>();
        var stopped = await scenery.Until(arn, "STOPPED");
        Assert.Equal(3, stopped["containers"]!.AsArray().First(c => c!["name"]!.GetValue<string>() == "reader")!["exitCode"]!.GetValue<int>());
        Assert.Equal(["shared word", "refused", "readonly"], await Lines("reader", arn));
        Assert.Equal(["docker-init", "1000", "512", "1024", "from the image"], await Lines("writer", arn));
        Assert.False(Directory.Exists(Path.Combine(berth.DataDirectory, "node", "volumes", Scenery.IdOf(arn))));
    }

    private static JsonObject Container(string name, string image, string script) => new()
    {
        ["name"] = name,
        ["image"] = image,
        ["command"] = new JsonArray("/bin/sh", "-c", script),
        ["stopTimeout"] = 2,
        ["logConfiguration"] = new JsonObject
        {
            ["logDriver"] = "awslogs",
            ["options"] = new JsonObject { ["awslogs-group"] = "/settings", ["awslogs-region"] = "ap-northeast-1", ["awslogs-stream-prefix"] = "t" },
        },
    };

    private async Task<IEnumerable<string>> Lines(string container, string taskArn) =>
        (await aws.Json("logs", "get-log-events", "--log-group-name", "/settings", "--log-stream-name", $"t/{container}/{Scenery.IdOf(taskArn)}", "--start-from-head"))["events"]!
            .AsArray().Select(e => e!["message"]!.GetValue<string>());
}
