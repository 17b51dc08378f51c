using System.Text.Json.Nodes;
using Berth.Acceptance.Driving;

namespace Berth.Acceptance;

/// <summary>Secrets, parameters and files of variables in a container's environment, and nowhere else.</summary>
[Collection(OneAccessInstallation.Name)]
public sealed class SecretTests(AccessInstallation berth)
{
    private readonly Driving.Aws aws = berth.Aws;
    private readonly AccessScenery scenery = berth.Scenery;

    [Fact]
    public async Task They_arrive_in_the_environment()
    {
        var secret = await scenery.Secret("arrive/login", """{"user":"old","retries":3}""");
        await aws.Json("secretsmanager", "put-secret-value", "--secret-id", secret, "--secret-string", """{"user":"new","retries":4}""");
        var version = NetworkScenery.Text(await aws.Json("secretsmanager", "put-secret-value", "--secret-id", secret, "--secret-string", """{"user":"newest","retries":5}"""), "VersionId");
        await aws.Json("ssm", "put-parameter", "--name", "/arrive/sealed", "--type", "SecureString", "--value", "a sealed value");
        await scenery.Upload("first.env", "# not a variable=at all\nONE=first\nTWO=first\n");
        await scenery.Upload("second.env", "TWO=second\nTHREE=\"second\"\nFOUR=second\n");

        var definition = await scenery.Definition("arrive", await scenery.Role("arrive", AccessScenery.Allow("*", AccessScenery.Needed)), container =>
        {
            container["secrets"] = new JsonArray(
                AccessScenery.Variable("WHOLE", secret), AccessScenery.Variable("KEY", secret + ":user::"), AccessScenery.Variable("NUMBER", secret + ":retries::"),
                AccessScenery.Variable("PREVIOUS", secret + ":user:AWSPREVIOUS:"), AccessScenery.Variable("EXACT", $"{secret}:user::{version}"),
                AccessScenery.Variable("PLAIN", AccessScenery.ParameterName), AccessScenery.Variable("SEALED", "arn:aws:ssm:ap-northeast-1:123456789012:parameter/arrive/sealed"));
            container["environmentFiles"] = AccessScenery.EnvironmentFiles($"arn:aws:s3:::{AccessScenery.Bucket}/first.env", $"arn:aws:s3:::{AccessScenery.Bucket}/second.env");
            container["environment"] = new JsonArray(new JsonObject { ["name"] = "FOUR", ["value"] = "definition" });
        }, script: "for v in WHOLE KEY NUMBER PREVIOUS EXACT PLAIN SEALED ONE TWO THREE FOUR; do eval echo $v \\\"\\$$v\\\"; done; sleep 600");
        var arn = await scenery.Run(definition);
        await scenery.Network.Running(arn);

        string[] expected =
        [
            """WHOLE {"user":"newest","retries":5}""", "KEY newest", "NUMBER 5", "PREVIOUS new", "EXACT newest", "PLAIN good day", "SEALED a sealed value", "ONE first", "TWO first", "THREE \"second\"", "FOUR definition",
        ];
        var lines = await Look.Until(() => new Scenery(berth).AllLines("/access/arrive", $"t/main/{Scenery.IdOf(arn)}"), seen => seen.Count >= expected.Length);
        Assert.Equal(expected, lines);
        await scenery.Network.Stop(arn);
    }

    /// <summary>A secret that its container does not print is in the memory of its process, and in the file by which the runtime made it, which goes with the task.</summary>
    [Fact]
    public async Task They_are_in_the_clear_nowhere_else()
    {
        string[] words = [AccessScenery.Word(), AccessScenery.Word(), AccessScenery.Word()];
        var whole = await scenery.Secret("hidden/whole", words[0], scenery.KeyArn);
        var key = await scenery.Secret("hidden/key", new JsonObject { ["password"] = words[1] }.ToJsonString());
        await aws.Json("ssm", "put-parameter", "--name", "/hidden/sealed", "--type", "SecureString", "--value", words[2]);
        var definition = await scenery.Definition("hidden", await scenery.Role("hidden", AccessScenery.Allow("*", AccessScenery.Needed)), container => container["secrets"] = new JsonArray(
            AccessScenery.Variable("WORD0", whole), AccessScenery.Variable("WORD1", key + ":password::"), AccessScenery.Variable("WORD2", "/hidden/sealed")));
        Assert.Empty(await FilesWith(words));

        var arn = await scenery.Run(definition);
        await scenery.Network.Running(arn);
        for (var i = 0; i < words.Length; i++) Assert.Equal(words[i], await NetworkScenery.Variable(arn, $"WORD{i}"));
        await OnlyConfigurationsHaveThem(words);
        foreach (var told in (string[][])[["describe-tasks", "--tasks", arn], ["describe-task-definition", "--task-definition", definition]])
        {
            var text = (await aws.Json(["ecs", .. told])).ToJsonString();
            Assert.All(words, word => Assert.DoesNotContain(word, text, StringComparison.Ordinal));
        }

        // What a server leaves that dies on the spot, and what the next one writes when it finds the task.
        Assert.Equal(0, (await Command.Run("kill", ["-9", $"{await berth.ServerPid()}"])).ExitCode);
        var up = await berth.Up();
        Assert.True(up.ExitCode == 0, up.ToString());
        await scenery.Network.Running(arn);
        await OnlyConfigurationsHaveThem(words);

        await scenery.Network.Stop(arn);
        Assert.Empty(await Look.Until(() => FilesWith(words), found => found.Count == 0));
    }

    /// <summary>Below /run, where nothing outlasts the machine's next start.</summary>
    private async Task OnlyConfigurationsHaveThem(string[] words)
    {
        var found = await FilesWith(words);
        Assert.NotEmpty(found);
        Assert.All(found, path => Assert.Equal((true, "config.json"), (path.StartsWith(scenery.Network.RunDirectory, StringComparison.Ordinal), Path.GetFileName(path))));
    }

    /// <summary>Every file of the installation, databases and logs among them, with any of the words somewhere in its bytes.</summary>
    private async Task<IReadOnlyList<string>> FilesWith(string[] words)
    {
        var found = await Command.Run("grep", ["-rlsF", .. words.SelectMany(w => (string[])["-e", w]), berth.DataDirectory, scenery.Network.RunDirectory]);
        return found.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
