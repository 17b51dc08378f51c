using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Berth.Acceptance.Driving;
using Berth.Testing;

namespace Berth.Acceptance;

/// <summary>The program's commands, each thing that can go wrong with one clear line.</summary>
[Collection(OneInstallation.Name)]
public sealed class LauncherTests(BerthInstallation berth)
{
    [Fact]
    public async Task A_second_up_with_the_same_port_prints_the_same_and_succeeds()
    {
        var again = await berth.Run("up", "--detach");
        Assert.True(again.ExitCode == 0, again.ToString());
        Assert.Contains($"Berth is ready at http://127.0.0.1:{berth.Port}", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_up_with_another_port_names_the_port_that_serves()
    {
        var other = await BerthInstallation.RunOn(berth.DataDirectory, FreePort.Find(), "up", "--detach");
        Refused(other, $"is already served on port {berth.Port}. Use --port {berth.Port}, or './berth down");
    }

    [Fact]
    public async Task A_port_in_use_names_the_fix()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        taken.Listen();
        var port = ((IPEndPoint)taken.LocalEndPoint!).Port;
        var data = Directory.CreateTempSubdirectory("berth-acceptance-").FullName;
        try
        {
            Refused(await BerthInstallation.RunOn(data, port, "up", "--detach"), $"Port {port} is in use by another program. Choose another with --port");
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    [Fact]
    public async Task Data_of_another_version_is_refused_in_plain_words()
    {
        var data = Directory.CreateTempSubdirectory("berth-acceptance-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(data, "instance.json"), """{"dataVersion":99,"id":"abc123"}""");
            Refused(await BerthInstallation.RunOn(data, FreePort.Find(), "up", "--detach"), "is of version 99; this Berth reads version 1. Run the Berth that wrote it");
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    [Fact]
    public async Task A_full_disk_is_refused_in_plain_words()
    {
        var data = Directory.CreateTempSubdirectory("berth-acceptance-").FullName;
        Assert.Equal(0, (await Command.Run("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", data])).ExitCode);
        try
        {
            Refused(await BerthInstallation.RunOn(data, FreePort.Find(), "up", "--detach"), $"The disk of {data} is full");
        }
        finally
        {
            await Command.Run("umount", [data]);
            Directory.Delete(data, recursive: true);
        }
    }

    [Fact]
    public async Task Listening_beyond_loopback_without_a_certificate_is_refused() =>
        Refused(await berth.Run("up", "--detach", "--listen", "0.0.0.0"), "is beyond loopback, which needs TLS");

    [Fact]
    public async Task Without_root_the_launcher_says_so()
    {
        var result = await Command.Run("setpriv", ["--reuid", "65534", "--clear-groups", "--", "bash", Launcher, "up", "--data", "/tmp/berth-of-nobody"]);
        Refused(result, "Berth's node needs root");
    }

    [Fact]
    public async Task Without_an_sdk_the_launcher_names_what_to_install()
    {
        var bin = Directory.CreateTempSubdirectory("berth-acceptance-").FullName;
        try
        {
            foreach (var tool in (string[])["bash", "dirname", "readlink", "id", "uname", "cat", "grep"]) File.CreateSymbolicLink(Path.Combine(bin, tool), (await Command.Run("which", [tool])).Output.Trim());
            Refused(await Command.Run("/bin/bash", [Launcher, "up"], new Dictionary<string, string> { ["PATH"] = bin }), "the .NET 10 SDK is missing. Install it");
        }
        finally
        {
            Directory.Delete(bin, recursive: true);
        }
    }

    [Fact]
    public async Task A_killed_supervisor_takes_its_server_with_it_and_up_works_again()
    {
        var folder = Directory.CreateTempSubdirectory("berth-supervisor-").FullName;
        var port = FreePort.Find();
        try
        {
            Assert.Equal(0, (await BerthInstallation.RunOn(folder, port, "up", "--detach", "--offline")).ExitCode);
            Assert.Equal(0, (await Command.Run("pkill", ["-9", "-f", $"berth supervise --data {folder} "])).ExitCode);
            var again = await BerthInstallation.RunOn(folder, port, "up", "--detach", "--offline");
            Assert.True(again.ExitCode == 0, again.ToString());
            Assert.Single((await Command.Run("pgrep", ["-f", $"berth serve --data {folder} "])).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }
        finally
        {
            await BerthInstallation.RunOn(folder, port, "down", "--purge");
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Env_prints_what_the_CLI_needs_and_nothing_else()
    {
        var env = await berth.Environment();
        Assert.Equal(["AWS_ACCESS_KEY_ID", "AWS_DATA_PATH", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL", "AWS_REGION", "AWS_SECRET_ACCESS_KEY"], env.Keys.Order(StringComparer.Ordinal));
        Assert.True(File.Exists(Path.Combine(env["AWS_DATA_PATH"], "ecs/2014-11-13/service-2.sdk-extras.json")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(berth.DataDirectory, "root-access-key.json")));
    }

    [Fact]
    public async Task Status_says_what_runs()
    {
        var status = await berth.Run("status");
        Assert.True(status.ExitCode == 0, status.ToString());
        Assert.Contains("Status ready", status.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_ready_and_metrics_answer_without_a_signature()
    {
        using var http = new HttpClient();
        var health = JsonNode.Parse(await http.GetStringAsync(new Uri(berth.Endpoint, "/_berth/health")))!;
        Assert.Equal("ready", health["status"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri(berth.Endpoint, "/_berth/ready"))).StatusCode);
        Assert.Contains("# TYPE", await http.GetStringAsync(new Uri(berth.Endpoint, "/_berth/metrics")), StringComparison.Ordinal);
    }

    private static string Launcher
    {
        get
        {
            var folder = AppContext.BaseDirectory;
            while (!File.Exists(Path.Combine(folder, "Berth.slnx"))) folder = Path.GetDirectoryName(folder) ?? throw new UnreachableException("The tests run from a checkout.");
            return Path.Combine(folder, "berth");
        }
    }

    private static void Refused(CommandResult result, string words)
    {
        Assert.True(result.ExitCode == 2, result.ToString());
        Assert.StartsWith("berth: ", result.Error, StringComparison.Ordinal);
        Assert.Contains(words, result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.Trim().Split('\n'));
    }
}
