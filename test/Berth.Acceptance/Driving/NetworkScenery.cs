using System.Globalization;
using System.Text.Json.Nodes;
using Berth.Acceptance.Crashes;
using Berth.Aws.Tests.Driving;
using Berth.Domain.Network;

namespace Berth.Acceptance.Driving;

/// <summary>A VPC of a test, with one subnet.</summary>
/// <param name="RouteTableId">The main one, which decides for every subnet without its own.</param>
/// <param name="TaskGroupId">Lets everything out and nothing in.</param>
/// <param name="EndpointGroupId">For endpoints: the same, until a test opens it.</param>
internal sealed record TestVpc(string VpcId, string SubnetId, string RouteTableId, string TaskGroupId, string EndpointGroupId);

/// <summary>Networks for tasks to fail and to meet in. What a test is about, it does with the stock CLI; what stands around it is made, and waited for, with signed calls, which take a hundredth of the CLI's time.</summary>
internal sealed class NetworkScenery(BerthInstallation installation)
{
    public const string Region = "ap-northeast-1";

    /// <summary>A path that is missing is told in under a minute; a busy machine may take longer to tell it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(250);

    private readonly Aws aws = installation.Aws;
    private readonly Scenery scenery = new(installation);
    private readonly CrashScenery calls = new(installation);
    private string image = "";
    private string role = "";

    public ApiClient Api => calls.Api;

    public string RunDirectory => Path.Combine("/run/berth", Kept("instance.json", "id"));

    /// <summary>The execution role, which tasks may also have as their own.</summary>
    public string RoleArn => role;

    private string Log { get; set; } = "";

    /// <summary>An image, an execution role and a log group.</summary>
    public async Task Prepare(string name)
    {
        Log = "/" + name;
        (image, role) = await scenery.Prepare(name);
    }

    /// <param name="logs">Whether it logs to CloudWatch Logs, and so needs a way there.</param>
    public Task<string> Definition(string family, string script, bool logs = false) => scenery.Definition(family, image, role, Log, script, container =>
    {
        if (!logs) container.Remove("logConfiguration");
    });

    /// <summary>A VPC without any way out.</summary>
    public async Task<TestVpc> PrivateVpc(string block = "10.60.0.0/16", string subnetBlock = "10.60.1.0/24")
    {
        var vpc = await Made("vpcId", "CreateVpc", ("CidrBlock", block));
        await Api.Query("ec2", "ModifyVpcAttribute", ("VpcId", vpc), ("EnableDnsHostnames.Value", "true"));
        var table = await Made("routeTableId", "DescribeRouteTables", ("Filter.1.Name", "vpc-id"), ("Filter.1.Value.1", vpc));
        return new(vpc, await Subnet(vpc, subnetBlock), table, await Group(vpc, "task"), await Group(vpc, "endpoints"));
    }

    /// <summary>A VPC whose tasks, with public addresses, reach everything.</summary>
    public async Task<TestVpc> PublicVpc(string block = "10.60.0.0/16", string subnetBlock = "10.60.1.0/24")
    {
        var vpc = await PrivateVpc(block, subnetBlock);
        await Api.Query("ec2", "CreateRoute", ("RouteTableId", vpc.RouteTableId), ("DestinationCidrBlock", "0.0.0.0/0"), ("GatewayId", await InternetGateway(vpc.VpcId)));
        return vpc;
    }

    public async Task<string> InternetGateway(string vpcId)
    {
        var gateway = await Made("internetGatewayId", "CreateInternetGateway");
        await Api.Query("ec2", "AttachInternetGateway", ("InternetGatewayId", gateway), ("VpcId", vpcId));
        return gateway;
    }

    public Task<string> Subnet(string vpcId, string block) => Made("subnetId", "CreateSubnet", ("VpcId", vpcId), ("CidrBlock", block));

    public Task<string> Group(string vpcId, string name) => Made("groupId", "CreateSecurityGroup", ("GroupName", name), ("GroupDescription", name), ("VpcId", vpcId));

    /// <summary>Lets everybody in to one port.</summary>
    public Task Open(string groupId, int port) => Api.Query(
        "ec2", "AuthorizeSecurityGroupIngress", ("GroupId", groupId), ("IpProtocol", "tcp"), ("FromPort", $"{port}"), ("ToPort", $"{port}"), ("CidrIp", "0.0.0.0/0"));

    /// <summary>Endpoints of these services, S3's a gateway, and their group open for the tasks.</summary>
    public async Task Endpoints(TestVpc vpc, params string[] services)
    {
        await Api.Query(
            "ec2", "AuthorizeSecurityGroupIngress", ("GroupId", vpc.EndpointGroupId), ("IpPermissions.1.IpProtocol", "tcp"), ("IpPermissions.1.FromPort", "443"), ("IpPermissions.1.ToPort", "443"),
            ("IpPermissions.1.Groups.1.GroupId", vpc.TaskGroupId));
        foreach (var service in services) await Endpoint(vpc, service);
    }

    public Task<string> Endpoint(TestVpc vpc, string service)
    {
        var name = $"com.amazonaws.{Region}.{service}";
        return service == PublicServices.S3
            ? Made("vpcEndpointId", "CreateVpcEndpoint", ("VpcId", vpc.VpcId), ("ServiceName", name), ("VpcEndpointType", "Gateway"), ("RouteTableId.1", vpc.RouteTableId))
            : Made(
                "vpcEndpointId", "CreateVpcEndpoint", ("VpcId", vpc.VpcId), ("ServiceName", name), ("VpcEndpointType", "Interface"), ("SubnetId.1", vpc.SubnetId), ("SecurityGroupId.1", vpc.EndpointGroupId));
    }

    /// <summary>A NAT gateway in a public subnet of its own, made with the stock CLI; no route leads to it yet.</summary>
    public async Task<string> NatGateway(TestVpc vpc, string publicBlock)
    {
        var gateway = (await aws.Json("ec2", "create-internet-gateway"))["InternetGateway"]!["InternetGatewayId"]!.GetValue<string>();
        await aws.Json("ec2", "attach-internet-gateway", "--internet-gateway-id", gateway, "--vpc-id", vpc.VpcId);
        var subnet = (await aws.Json("ec2", "create-subnet", "--vpc-id", vpc.VpcId, "--cidr-block", publicBlock))["Subnet"]!["SubnetId"]!.GetValue<string>();
        var table = (await aws.Json("ec2", "create-route-table", "--vpc-id", vpc.VpcId))["RouteTable"]!["RouteTableId"]!.GetValue<string>();
        await aws.Json("ec2", "associate-route-table", "--route-table-id", table, "--subnet-id", subnet);
        await aws.Json("ec2", "create-route", "--route-table-id", table, "--destination-cidr-block", "0.0.0.0/0", "--gateway-id", gateway);
        var address = (await aws.Json("ec2", "allocate-address"))["AllocationId"]!.GetValue<string>();
        var nat = (await aws.Json("ec2", "create-nat-gateway", "--subnet-id", subnet, "--allocation-id", address))["NatGateway"]!["NatGatewayId"]!.GetValue<string>();
        var state = await Look.Until(
            async () => (await Api.Query("ec2", "DescribeNatGateways", ("NatGatewayId.1", nat))).Descendants("state").First().Value, s => s != "pending", Patience, Between);
        Assert.Equal("available", state);
        return nat;
    }

    public async Task<string> Run(string definition, string subnetId, string groupId, bool publicAddress = false, params string[] more) =>
        Assert.Single(await RunSome(definition, subnetId, groupId, publicAddress, more));

    public async Task<IReadOnlyList<string>> RunSome(string definition, string subnetId, string groupId, bool publicAddress, params string[] more)
    {
        var answer = await aws.Json(
            ["ecs", "run-task", "--launch-type", "FARGATE", "--task-definition", definition,
            "--network-configuration", $"awsvpcConfiguration={{subnets=[{subnetId}],securityGroups=[{groupId}],assignPublicIp={(publicAddress ? "ENABLED" : "DISABLED")}}}", .. more]);
        Assert.Empty(answer["failures"]!.AsArray());
        return [.. answer["tasks"]!.AsArray().Select(t => t!["taskArn"]!.GetValue<string>())];
    }

    /// <summary>Waits until it runs, or has failed to.</summary>
    /// <returns>As the stock CLI shows it then.</returns>
    public async Task<JsonNode> Settled(string arn)
    {
        await Look.Until(() => calls.Describe([arn]), tasks => Text(tasks[0], "lastStatus") is "RUNNING" or "STOPPED", Patience, Between);
        return (await aws.Json("ecs", "describe-tasks", "--tasks", arn))["tasks"]![0]!;
    }

    public async Task<JsonNode> Running(string arn)
    {
        var task = await Settled(arn);
        Assert.True(Text(task, "lastStatus") == "RUNNING", $"The task does not run: {task}");
        return task;
    }

    /// <summary>Stops tasks and waits until their addresses are free.</summary>
    public async Task Stop(params IReadOnlyList<string> arns)
    {
        foreach (var arn in arns) await Api.Call("ecs", "StopTask", new JsonObject { ["task"] = arn });
        var stopped = await Look.Until(() => calls.Describe(arns), tasks => tasks.All(t => Text(t, "lastStatus") == "STOPPED"), Patience, Between);
        Assert.All(stopped, task => Assert.Equal("STOPPED", Text(task, "lastStatus")));
    }

    /// <summary>What <c>berth status --task</c> says.</summary>
    public async Task<string> Status(string arn, string language = "en")
    {
        var status = await installation.Run("status", "--task", Scenery.IdOf(arn), "--lang", language);
        Assert.True(status.ExitCode == 0, status.ToString());
        return status.Output;
    }

    /// <summary>The command that a status prints, run as its reader would run it.</summary>
    public async Task MendAsTold(string status, TestVpc vpc)
    {
        var line = Assert.Single(status.Split('\n'), l => l.StartsWith("  aws ", StringComparison.Ordinal)).Trim();
        await aws.Shell(line.Replace("<a group that admits tcp 443 from the task>", vpc.EndpointGroupId, StringComparison.Ordinal));
    }

    /// <summary>A program of the machine, run in a task's network.</summary>
    public Task<CommandResult> Inside(string arn, string program, params string[] arguments) =>
        Command.Run("nsenter", [$"--net={RunDirectory}/netns/task-{Scenery.IdOf(arn)}", program, .. arguments]);

    /// <summary>Asks from a task's network. What does not answer within a second is not there: exit code 28.</summary>
    public Task<CommandResult> Curl(string arn, string url, params string[] more) =>
        Inside(arn, "curl", ["--silent", "--show-error", "--noproxy", "*", "--connect-timeout", "1", "--max-time", "5", .. more, url]);

    /// <summary>Waits until a page that a task serves is there, as the task itself sees it.</summary>
    public async Task Serving(string arn, int port)
    {
        var seen = await Look.Until(() => Curl(arn, $"http://127.0.0.1:{port}/"), result => result.ExitCode == 0);
        Assert.True(seen.ExitCode == 0, seen.ToString());
    }

    /// <summary>A variable that the task's container was started with.</summary>
    public static async Task<string> Variable(string arn, string name) => Assert.Single(await Variables(arn), v => v.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..];

    /// <summary>NAME=value, as the kernel has them.</summary>
    public static async Task<string[]> Variables(string arn)
    {
        var process = (await TaskProcess.Of(Scenery.IdOf(arn))).Split(' ')[0];
        return (await File.ReadAllTextAsync($"/proc/{process}/environ")).Split('\0', StringSplitOptions.RemoveEmptyEntries);
    }

    public static string PrivateAddress(JsonNode task) => Text(task["containers"]![0]!["networkInterfaces"]![0]!, "privateIpv4Address");

    public async Task<string> PublicAddress(JsonNode task)
    {
        var card = task["attachments"]![0]!["details"]!.AsArray().First(d => Text(d!, "name") == "networkInterfaceId")!["value"]!.GetValue<string>();
        return (await Api.Query("ec2", "DescribeNetworkInterfaces", ("NetworkInterfaceId.1", card))).Descendants("publicIp").First().Value;
    }

    /// <summary>Where a service answers.</summary>
    public string AddressOf(string service) => Cidr.Text(PublicServices.Address(PublicServices.Find(service), Pool));

    /// <summary>The machine, as VPCs see it.</summary>
    public string MachineAddress => Cidr.Text(Pool.Machine);

    public async Task<int> AddressesLeft(string subnetId) =>
        int.Parse((await Api.Query("ec2", "DescribeSubnets", ("SubnetId.1", subnetId))).Descendants("availableIpAddressCount").First().Value, CultureInfo.InvariantCulture);

    public static string Text(JsonNode node, string name) => node[name]?.GetValue<string>() ?? "";

    private PublicPool Pool => new(Cidr.Parse(Kept("public-pool.json", "range")));

    private async Task<string> Made(string id, string action, params (string Name, string Value)[] parameters) => (await Api.Query("ec2", action, parameters)).Descendants(id).First().Value;

    /// <summary>What a file of the data directory says.</summary>
    private string Kept(string file, string name) => Text(JsonNode.Parse(File.ReadAllText(Path.Combine(installation.DataDirectory, file)))!, name);
}
