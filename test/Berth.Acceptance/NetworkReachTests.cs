using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Berth.Acceptance.Driving;

namespace Berth.Acceptance;

/// <summary>Who reaches whom while tasks run: what groups admit, what a task may never reach, and what it reaches without being told how.</summary>
public sealed class NetworkReachTests(BerthInstallation berth) : IClassFixture<BerthInstallation>
{
    /// <summary>curl's exit code when nobody answers in time.</summary>
    private const int TimedOut = 28;

    private const int WebPort = 8080;
    private const string Web = "echo page of $(hostname) > /www/index.html; exec httpd -f -p 8080 -h /www";
    private readonly Driving.Aws aws = berth.Aws;
    private readonly NetworkScenery scenery = new(berth);

    [Fact]
    public async Task A_group_blocks_admits_and_blocks_again_a_pair_of_tasks_that_run()
    {
        await scenery.Prepare("pair");
        var vpc = await scenery.PublicVpc();
        var callers = await scenery.Group(vpc.VpcId, "callers");
        var (web, caller) = (
            await scenery.Run(await scenery.Definition("pair-web", Web), vpc.SubnetId, vpc.TaskGroupId, publicAddress: true),
            await scenery.Run(await scenery.Definition("pair-caller", "sleep 600"), vpc.SubnetId, callers, publicAddress: true));
        var page = $"http://{NetworkScenery.PrivateAddress(await scenery.Running(web))}:{WebPort}/";
        await scenery.Running(caller);
        await scenery.Serving(web, WebPort);
        Assert.Equal(TimedOut, (await scenery.Curl(caller, page)).ExitCode);

        string[] rule = ["--group-id", vpc.TaskGroupId, "--protocol", "tcp", "--port", $"{WebPort}", "--source-group", callers];
        for (var round = 0; round < 2; round++)
        {
            // curl waits one second for its connection: the rule is in force by then, or this fails.
            await aws.Json(["ec2", "authorize-security-group-ingress", .. rule]);
            var admitted = await scenery.Curl(caller, page);
            Assert.True(admitted.ExitCode == 0, admitted.ToString());
            Assert.StartsWith("page of ", admitted.Output, StringComparison.Ordinal);

            await aws.Json(["ec2", "revoke-security-group-ingress", .. rule]);
            Assert.Equal(TimedOut, (await scenery.Curl(caller, page)).ExitCode);
        }

        await scenery.Stop(web, caller);
    }

    [Fact]
    public async Task A_task_reaches_neither_another_VPC_nor_the_machine_nor_what_is_another_tasks()
    {
        await scenery.Prepare("escapes");
        var (own, other) = (await scenery.PublicVpc(), await scenery.PublicVpc(subnetBlock: "10.60.2.0/24"));
        foreach (var group in (string[])[own.TaskGroupId, other.TaskGroupId]) await aws.Json("ec2", "authorize-security-group-ingress", "--group-id", group, "--protocol", "-1", "--cidr", "0.0.0.0/0");
        var definition = await scenery.Definition("escapes", Web);
        var prisoner = await scenery.Run(definition, own.SubnetId, own.TaskGroupId, publicAddress: true);
        var neighbour = await scenery.Run(definition, own.SubnetId, own.TaskGroupId, publicAddress: true);
        var stranger = await scenery.Run(definition, other.SubnetId, other.TaskGroupId, publicAddress: true);
        var neighbours = NetworkScenery.PrivateAddress(await scenery.Running(neighbour));
        var strangers = NetworkScenery.PrivateAddress(await scenery.Running(stranger));
        await scenery.Running(prisoner);
        foreach (var arn in (string[])[neighbour, stranger]) await scenery.Serving(arn, WebPort);

        // Its way out works, and so does its neighbour: what follows fails for its own reasons.
        var sts = $"http://{scenery.AddressOf("sts")}:443/";
        Assert.Equal(0, (await scenery.Curl(prisoner, sts)).ExitCode);
        Assert.Equal(0, (await scenery.Curl(prisoner, $"http://{neighbours}:{WebPort}/")).ExitCode);

        // Another VPC with the same range, and the instance metadata that Fargate does not have.
        Assert.NotEqual(0, (await scenery.Curl(prisoner, $"http://{strangers}:{WebPort}/")).ExitCode);
        Assert.NotEqual(0, (await scenery.Curl(prisoner, "http://169.254.169.254/latest/meta-data/")).ExitCode);

        await ReachesNoPortOfTheMachine(prisoner);
        await FindsNothingOfAnother(prisoner, neighbour, neighbours, sts);
        await scenery.Stop(prisoner, neighbour, stranger);
    }

    [Fact]
    public async Task A_tasks_application_reaches_our_APIs_by_their_names_with_nothing_configured()
    {
        await scenery.Prepare("unconfigured");
        var vpc = await scenery.PublicVpc();
        var definition = await scenery.Definition("unconfigured", "sleep 600");
        var arn = await scenery.Run(definition, vpc.SubnetId, vpc.TaskGroupId, publicAddress: true, "--overrides", new JsonObject { ["taskRoleArn"] = scenery.RoleArn }.ToJsonString());
        await scenery.Running(arn);
        const string Name = "sts.ap-northeast-1.amazonaws.com";
        Assert.Equal($"http://{Name}:443", await NetworkScenery.Variable(arn, "AWS_ENDPOINT_URL_STS"));

        // The VPC's resolver, at its base address plus two, knows the name.
        var address = scenery.AddressOf("sts");
        var lookup = await scenery.Inside(arn, "busybox", "nslookup", Name, "10.60.0.2");
        Assert.Contains(address, lookup.Output, StringComparison.Ordinal);
        var unsigned = await scenery.Curl(arn, $"http://{Name}:443/", "--resolve", $"{Name}:443:{address}", "--data", "Action=GetCallerIdentity&Version=2011-06-15");
        Assert.Contains("<Code>MissingAuthenticationToken</Code>", unsigned.Output, StringComparison.Ordinal);

        // The stock CLI in the task's network, with the keys that the task finds there.
        var keys = JsonNode.Parse((await scenery.Curl(arn, "http://169.254.170.2" + await NetworkScenery.Variable(arn, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"))).Output)!;
        var caller = await scenery.Inside(
            arn, "env", $"AWS_ACCESS_KEY_ID={NetworkScenery.Text(keys, "AccessKeyId")}", $"AWS_SECRET_ACCESS_KEY={NetworkScenery.Text(keys, "SecretAccessKey")}", $"AWS_SESSION_TOKEN={NetworkScenery.Text(keys, "Token")}",
            $"AWS_DEFAULT_REGION={NetworkScenery.Region}", "AWS_EC2_METADATA_DISABLED=true", $"HOME={berth.DataDirectory}", "aws", "--endpoint-url", $"http://{address}:443", "--output", "json", "sts", "get-caller-identity");
        Assert.True(caller.ExitCode == 0, caller.ToString());
        Assert.Equal($"arn:aws:sts::123456789012:assumed-role/unconfiguredRole/{Scenery.IdOf(arn)}", NetworkScenery.Text(JsonNode.Parse(caller.Output)!, "Arn"));
        await scenery.Stop(arn);
    }

    [Fact]
    public async Task Installations_side_by_side_serve_their_own_pages_from_the_same_range()
    {
        var other = new BerthInstallation();
        try
        {
            await other.InitializeAsync();
            var pages = await Task.WhenAll(PageOf(scenery, "first"), PageOf(new(other), "second"));
            Assert.Equal(["first\n", "second\n"], pages.Select(p => p.Text));
            Assert.NotEqual(pages[0].Address, pages[1].Address);
        }
        finally
        {
            await other.DisposeAsync();
        }
    }

    private static async Task<(string Address, string Text)> PageOf(NetworkScenery scenery, string word)
    {
        await scenery.Prepare(word);
        var vpc = await scenery.PublicVpc();
        await scenery.Open(vpc.TaskGroupId, WebPort);
        var arn = await scenery.Run(await scenery.Definition(word, $"echo {word} > /www/index.html; exec httpd -f -p 8080 -h /www"), vpc.SubnetId, vpc.TaskGroupId, publicAddress: true);
        var address = await scenery.PublicAddress(await scenery.Running(arn));
        await scenery.Serving(arn, WebPort);
        var page = await Command.Run("curl", ["--silent", "--show-error", "--noproxy", "*", "--max-time", "5", $"http://{address}:{WebPort}/"]);
        Assert.True(page.ExitCode == 0, page.ToString());
        await scenery.Stop(arn);
        return (address, page.Output);
    }

    /// <summary>Not the API, and not a program that listens at every address of the machine.</summary>
    private async Task ReachesNoPortOfTheMachine(string prisoner)
    {
        using var listener = new TcpListener(IPAddress.Any, 0);
        listener.Start();
        var open = ((IPEndPoint)listener.LocalEndpoint).Port;
        var addresses = NetworkInterface.GetAllNetworkInterfaces().SelectMany(i => i.GetIPProperties().UnicastAddresses).Select(a => a.Address)
            .Where(a => a.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(a)).Select(a => a.ToString()).Append(scenery.MachineAddress).Append(scenery.AddressOf("sts")).Distinct().ToList();
        var tried = await Task.WhenAll(addresses.SelectMany(a => (int[])[berth.Port, open], async (address, port) => (Url: $"http://{address}:{port}/", Result: await scenery.Curl(prisoner, $"http://{address}:{port}/"))));
        Assert.All(tried, t => Assert.True(t.Result.ExitCode != 0, $"{t.Url} was reached: {t.Result}"));
        Assert.False(listener.Pending(), "A packet of the task reached the machine.");
    }

    /// <summary>Neither by asking for it nor under the other's address, which its interface is not let speak for.</summary>
    private async Task FindsNothingOfAnother(string prisoner, string neighbour, string neighbours, string service)
    {
        var metadata = await NetworkScenery.Variable(neighbour, "ECS_CONTAINER_METADATA_URI_V4");
        Assert.Contains(Scenery.IdOf(neighbour), (await scenery.Curl(neighbour, metadata + "/task")).Output, StringComparison.Ordinal);
        var asked = await scenery.Curl(prisoner, metadata + "/task", "--write-out", "%{http_code}");
        Assert.EndsWith("404", asked.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("TaskARN", asked.Output, StringComparison.Ordinal); // The refusal says which id was asked for.

        var taken = await scenery.Inside(prisoner, "ip", "address", "add", neighbours + "/32", "dev", "eth0");
        Assert.True(taken.ExitCode == 0, taken.ToString());
        foreach (var url in (string[])[metadata + "/task", service])
            Assert.NotEqual(0, (await scenery.Curl(prisoner, url, "--interface", neighbours)).ExitCode);

        // The one whose address it is goes on undisturbed.
        Assert.Equal(0, (await scenery.Curl(neighbour, service)).ExitCode);
    }
}
