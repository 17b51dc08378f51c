using Berth.Acceptance.Driving;

namespace Berth.Acceptance;

/// <summary>One repository under each of its names, pushed and pulled by stock tools.</summary>
[Collection(OneInstallation.Name)]
public sealed class ImageTests(BerthInstallation berth)
{
    private readonly Scenery scenery = new(berth);

    [Fact]
    public async Task An_image_is_pushed_and_pulled_under_both_local_names_and_listed()
    {
        await scenery.Image("shapes/round");
        var password = (await berth.Aws.Try("ecr", "get-login-password")).Output.Trim();
        foreach (var host in (string[])["localhost", "127.0.0.1"])
        {
            var copy = await Skopeo("copy", "--src-tls-verify=false", "--dest-tls-verify=false", "--src-creds", "AWS:" + password, "--dest-creds", "AWS:" + password,
                $"docker://localhost:{berth.Port}/shapes/round:1", $"docker://{host}:{berth.Port}/shapes/round:{host}");
            Assert.True(copy.ExitCode == 0, copy.ToString());
            var seen = await Skopeo("inspect", "--tls-verify=false", "--creds", "AWS:" + password, $"docker://{host}:{berth.Port}/shapes/round:{host}");
            Assert.True(seen.ExitCode == 0, seen.ToString());
        }

        var details = (await berth.Aws.Json("ecr", "describe-images", "--repository-name", "shapes/round"))["imageDetails"]!.AsArray();
        Assert.Equal(["1", "127.0.0.1", "localhost"], Assert.Single(details)!["imageTags"]!.AsArray().Select(t => t!.GetValue<string>()).Order(StringComparer.Ordinal));
        var stranger = await Skopeo("inspect", "--tls-verify=false", "--creds", "AWS:guess", $"docker://localhost:{berth.Port}/shapes/round:1");
        Assert.NotEqual(0, stranger.ExitCode);
    }

    [Theory]
    [InlineData("127.0.0.1:PORT/names:1", "ip")]
    [InlineData("123456789012.dkr.ecr.ap-northeast-1.amazonaws.com/names:1", "aws")]
    public async Task A_definition_may_name_the_repository_as_it_likes(string form, string mark)
    {
        await scenery.Image("names-" + mark);
        await scenery.LogGroup("/names/" + mark);
        var definition = await scenery.Definition(
            "names-" + mark, form.Replace("PORT", $"{berth.Port}", StringComparison.Ordinal).Replace("names", "names-" + mark, StringComparison.Ordinal), await scenery.ExecutionRole(mark + "NameRole"), "/names/" + mark, "sleep 60");
        var arn = (await scenery.RunTask(definition))["taskArn"]!.GetValue<string>();
        await scenery.Until(arn, "RUNNING");
        await berth.Aws.Json("ecs", "stop-task", "--task", arn);
    }

    private static Task<CommandResult> Skopeo(params string[] arguments) => Command.Run("skopeo", arguments);
}
