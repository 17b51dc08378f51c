using System.Text.Json.Nodes;
using Berth.Acceptance.Crashes;
using Berth.Acceptance.Driving;

namespace Berth.Acceptance;

/// <summary>Everything that Berth must remember, in PostgreSQL.</summary>
public sealed class PostgresTests(PostgresInstallation berth) : IClassFixture<PostgresInstallation>
{
    private readonly Scenery scenery = new(berth);

    [Fact]
    public async Task A_task_and_its_lines_survive_the_kill_of_the_server()
    {
        var (image, role) = await scenery.Prepare("kept");
        var definition = await scenery.Definition("kept", image, role, "/kept", "echo before; sleep 3600");
        var arn = (await scenery.RunTask(definition))["taskArn"]!.GetValue<string>();
        await scenery.Until(arn, "RUNNING");
        var before = await TaskProcess.Of(Scenery.IdOf(arn));
        Assert.NotEmpty(before);

        Assert.Equal(0, (await Command.Run("kill", ["-9", $"{await berth.ServerPid()}"])).ExitCode);
        var up = await berth.Up();
        Assert.True(up.ExitCode == 0, up.ToString());

        Assert.Equal(definition, (await scenery.Until(arn, "RUNNING"))["taskDefinitionArn"]!.GetValue<string>());
        Assert.Equal(before, await TaskProcess.Of(Scenery.IdOf(arn)));
        await berth.Aws.Json("ecs", "stop-task", "--task", arn);
        await scenery.Until(arn, "STOPPED");

        // At least once: the kill may have come between the answer and the bookmark.
        Assert.Equal(["before"], (await scenery.AllLines("/kept", $"t/main/{Scenery.IdOf(arn)}")).Distinct());
        Assert.Empty(Directory.EnumerateFiles(berth.DataDirectory, "*.db"));
    }

    [Fact]
    public async Task While_PostgreSQL_is_away_writes_are_refused_in_plain_words_and_afterwards_all_goes_on()
    {
        var api = new CrashScenery(berth).Api;
        Task<string> Store() => Look.Until(async () =>
        {
            using var http = new HttpClient();
            return JsonNode.Parse(await http.GetStringAsync(new Uri(berth.Endpoint, "/_berth/health")))!["parts"]!.AsArray().Single(p => (string)p!["name"]! == "store")!.ToJsonString();
        }, part => part.Contains(berth.Postgres.IsRunning ? "\"ready\"" : "\"impaired\"", StringComparison.Ordinal));
        await berth.Postgres.Kill();
        try
        {
            Assert.Contains("PostgreSQL at 127.0.0.1", await Store(), StringComparison.Ordinal);
            var refused = await api.Json("logs", "CreateLogGroup", """{"logGroupName":"/away"}""");
            Assert.Equal(500, refused.Status);
            Assert.Contains("Berth cannot store anything: ", refused.Body, StringComparison.Ordinal);
        }
        finally
        {
            await berth.Postgres.Start();
        }

        Assert.Contains("\"ready\"", await Store(), StringComparison.Ordinal);
        await scenery.LogGroup("/away");
    }

    [Fact]
    public async Task A_start_that_names_no_store_finds_no_empty_one_in_its_place()
    {
        await scenery.LogGroup("/remembered");
        Assert.Equal(0, (await berth.Run("down")).ExitCode);
        var without = await BerthInstallation.RunOn(berth.DataDirectory, berth.Port, "up", "--detach", "--offline");
        Assert.True(without.ExitCode == 2, without.ToString());
        Assert.StartsWith($"berth: The data of {berth.DataDirectory} is in postgres://127.0.0.1:{berth.Postgres.Port}/postgres?schema=", without.Error, StringComparison.Ordinal);
        var purge = await BerthInstallation.RunOn(berth.DataDirectory, berth.Port, "down", "--purge");
        Assert.True(purge.ExitCode == 2, purge.ToString());

        var with = await berth.Up();
        Assert.True(with.ExitCode == 0, with.ToString());
        var groups = await berth.Aws.Json("logs", "describe-log-groups", "--log-group-name-prefix", "/remembered");
        Assert.Single(groups["logGroups"]!.AsArray());
    }

    [Fact]
    public async Task The_password_is_in_no_command_line_and_no_file_of_what_goes_on_running()
    {
        var lines = (await Command.Run("pgrep", ["-fa", berth.DataDirectory])).Output;
        Assert.Contains("berth serve", lines, StringComparison.Ordinal);
        Assert.DoesNotContain("postgres://", lines, StringComparison.Ordinal);
        var found = await Command.Run("grep", ["-rlE", "p(@|%40)ss(/|%2F)word", "--include=*.json", "--include=*.log", berth.DataDirectory]);
        Assert.Equal("", found.Output);
    }
}
