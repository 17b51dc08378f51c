using Berth.Acceptance.Driving;

namespace Berth.Acceptance.Crashes;

/// <summary>kill -9 while groups and routes change: packets obey what was acknowledged last, and routers have nothing that they would not have had.</summary>
public sealed class NetworkCrashTests(BerthInstallation berth) : IClassFixture<BerthInstallation>
{
    private const int Kills = 3;
    private const int WebPort = 8080;
    private readonly NetworkScenery scenery = new(berth);

    [Fact]
    public async Task After_a_kill_packets_obey_the_last_change_that_was_acknowledged()
    {
        await scenery.Prepare("changing");
        var vpc = await scenery.PublicVpc();
        var gateway = (await scenery.Api.Query("ec2", "DescribeInternetGateways", ("Filter.1.Name", "attachment.vpc-id"), ("Filter.1.Value.1", vpc.VpcId))).Descendants("internetGatewayId").First().Value;
        var web = await scenery.Run(
            await scenery.Definition("changing-web", "echo page > /www/index.html; exec httpd -f -p 8080 -h /www"), vpc.SubnetId, vpc.TaskGroupId, publicAddress: true);
        var caller = await scenery.Run(await scenery.Definition("changing-caller", "sleep 600"), vpc.SubnetId, vpc.EndpointGroupId, publicAddress: true);
        var page = $"http://{NetworkScenery.PrivateAddress(await scenery.Running(web))}:{WebPort}/";
        await scenery.Running(caller);
        await scenery.Serving(web, WebPort);
        var belongings = new Belongings(berth, scenery.Api);
        var before = await OfRouters(belongings);

        (string, string)[] rule = [("GroupId", vpc.TaskGroupId), ("IpProtocol", "tcp"), ("FromPort", $"{WebPort}"), ("ToPort", $"{WebPort}"), ("CidrIp", "10.60.0.0/16")];
        (string, string)[] route = [("RouteTableId", vpc.RouteTableId), ("DestinationCidrBlock", "0.0.0.0/0")];
        (string, string)[] made = [.. route, ("GatewayId", gateway)];
        var group = new Toggle(scenery, isOn: false, on => on ? ("AuthorizeSecurityGroupIngress", rule) : ("RevokeSecurityGroupIngress", rule));
        var table = new Toggle(scenery, isOn: true, on => on ? ("CreateRoute", made) : ("DeleteRoute", route));
        for (var kill = 0; kill < Kills; kill++)
        {
            Task[] changing = [group.Run(), table.Run()];
            await Task.WhenAny([Task.WhenAll(group.More(5 + kill), table.More(5)), .. changing]);
            Assert.Equal(0, (await Command.Run("kill", ["-9", $"{await berth.ServerPid()}"])).ExitCode);
            await Task.WhenAll(changing);
            var up = await berth.Up();
            Assert.True(up.ExitCode == 0, up.ToString());

            // What was asked for and not answered may have happened or not; what was acknowledged has.
            var (admits, leads) = (await Admits(vpc), await Leads(vpc));
            Assert.Contains(admits, (bool[])[group.Acknowledged, group.Asked]);
            Assert.Contains(leads, (bool[])[table.Acknowledged, table.Asked]);
            await Obeyed(caller, page, admits);
            await Obeyed(caller, $"http://{scenery.AddressOf("sts")}:443/", leads);
            (group.Acknowledged, table.Acknowledged) = (admits, leads);
        }

        Assert.Equal(before, await OfRouters(belongings));
        var tables = await Command.Run("nsenter", [$"--net={scenery.RunDirectory}/netns/{vpc.VpcId}", "nft", "list", "tables"]);
        Assert.Equal(["table arp vpc", "table ip vpc"], tables.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));

        // With its VPC, the router goes too.
        await scenery.Stop(web, caller);
        await Remove(vpc, gateway);
        var pin = Path.Combine(scenery.RunDirectory, "netns", vpc.VpcId);
        Assert.True(await Look.Until(() => Task.FromResult(!File.Exists(pin)), gone => gone), "The router is still there.");
    }

    private static async Task<(long Namespaces, long Links)> OfRouters(Belongings belongings)
    {
        var count = await belongings.Count();
        return (count["namespaces"], count["links of routers"]);
    }

    private async Task<bool> Admits(TestVpc vpc) =>
        (await scenery.Api.Query("ec2", "DescribeSecurityGroups", ("GroupId.1", vpc.TaskGroupId))).Descendants("ipPermissions").SelectMany(p => p.Elements("item")).Any();

    private async Task<bool> Leads(TestVpc vpc) =>
        (await scenery.Api.Query("ec2", "DescribeRouteTables", ("RouteTableId.1", vpc.RouteTableId))).Descendants("destinationCidrBlock").Any(e => e.Value == "0.0.0.0/0");

    /// <summary>The node hears of a change that it missed when it has joined again.</summary>
    private async Task Obeyed(string caller, string url, bool reached)
    {
        var seen = await Look.Until(() => scenery.Curl(caller, url), result => result.ExitCode == 0 == reached);
        Assert.True(seen.ExitCode == 0 == reached, $"{url} should {(reached ? "" : "not ")}be reached: {seen}");
    }

    private async Task Remove(TestVpc vpc, string gateway)
    {
        await scenery.Api.Query("ec2", "DetachInternetGateway", ("InternetGatewayId", gateway), ("VpcId", vpc.VpcId));
        await scenery.Api.Query("ec2", "DeleteSubnet", ("SubnetId", vpc.SubnetId));
        foreach (var group in (string[])[vpc.TaskGroupId, vpc.EndpointGroupId]) await scenery.Api.Query("ec2", "DeleteSecurityGroup", ("GroupId", group));
        await scenery.Api.Query("ec2", "DeleteVpc", ("VpcId", vpc.VpcId));
    }

    /// <summary>Something that is turned on and off again until the server dies.</summary>
    private sealed class Toggle(NetworkScenery scenery, bool isOn, Func<bool, (string Action, (string, string)[] Parameters)> change)
    {
        private int count;
        private int wanted;
        private TaskCompletionSource reached = new();

        public bool Acknowledged { get; set; } = isOn;

        public bool Asked { get; private set; } = isOn;

        /// <summary>Until so many changes were acknowledged, counted from the last beginning.</summary>
        public Task More(int changes)
        {
            wanted = changes;
            if (count >= wanted) reached.TrySetResult();
            return reached.Task;
        }

        public async Task Run()
        {
            (count, wanted, reached) = (0, int.MaxValue, new(TaskCreationOptions.RunContinuationsAsynchronously));
            while (true)
            {
                Asked = !Acknowledged;
                var (action, parameters) = change(Asked);
                try
                {
                    var answer = await scenery.Api.QueryAnswer("ec2", action, parameters);
                    Assert.True(answer.Status == 200, $"{action}: {answer.Status} {answer.Body}");
                }
                catch (Exception dead) when (dead is HttpRequestException or IOException)
                {
                    return;
                }

                Acknowledged = Asked;
                if (++count >= wanted) reached.TrySetResult();
            }
        }
    }
}
