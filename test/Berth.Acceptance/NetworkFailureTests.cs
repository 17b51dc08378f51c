using Berth.Acceptance.Driving;
using Berth.Domain.Network;

namespace Berth.Acceptance;

/// <summary>Starts that fail because packets do not arrive: what ECS says, why it was, and what mends it. All VPCs have the same range. Cases wait side by side.</summary>
public sealed class NetworkFailureTests(BerthInstallation berth) : IClassFixture<BerthInstallation>
{
    private const string NoAuth =
        "ResourceInitializationError: unable to pull secrets or registry auth: The task cannot pull registry auth from Amazon ECR: There is a connection issue between the task and Amazon ECR. " +
        "Check your task network configuration. RequestError: send request failed caused by: Post \"https://api.ecr.ap-northeast-1.amazonaws.com/\": dial tcp ";

    private const string NoLog =
        "ResourceInitializationError: failed to validate logger args: The task cannot find the Amazon CloudWatch log group defined in the task definition. There is a connection issue between the " +
        "task and Amazon CloudWatch. Check your network configuration. : signal: killed";

    private readonly Driving.Aws aws = berth.Aws;
    private readonly NetworkScenery scenery = new(berth);

    [Fact]
    public async Task A_path_that_is_missing_stops_the_start_in_the_words_of_ECS_and_the_command_that_status_prints_mends_it()
    {
        await scenery.Prepare("paths");
        var definition = await scenery.Definition("paths", "sleep 600");
        var logging = await scenery.Definition("paths-logging", "echo here; sleep 600", logs: true);
        await Task.WhenAll(
            NoRoute(definition), NoEcrApi(definition), EndpointsShut(definition), NoEcrDkr(definition), NoS3(definition), NoLogs(logging), OneEndpointLessAndANatGateway(definition));
    }

    /// <summary>Sixteen addresses, of which AWS keeps five.</summary>
    [Fact]
    public async Task A_subnet_of_sixteen_addresses_runs_out_at_its_twelfth_task()
    {
        await scenery.Prepare("full");
        var definition = await scenery.Definition("full", "sleep 600");
        var vpc = await scenery.PrivateVpc();
        await scenery.Endpoints(vpc, "ecr.api", "ecr.dkr", "s3");
        var small = await scenery.Subnet(vpc.VpcId, "10.60.2.0/28");
        Assert.Equal(11, await scenery.AddressesLeft(small));

        List<string> running =
            [.. await scenery.RunSome(definition, small, vpc.TaskGroupId, publicAddress: false, "--count", "10"), await scenery.Run(definition, small, vpc.TaskGroupId)];
        foreach (var arn in running) await scenery.Running(arn);
        Assert.Equal(0, (await aws.Json("ec2", "describe-subnets", "--subnet-ids", small))["Subnets"]![0]!["AvailableIpAddressCount"]!.GetValue<int>());

        var twelfth = await scenery.Run(definition, small, vpc.TaskGroupId);
        var failed = await scenery.Settled(twelfth);
        Assert.Equal(
            ("STOPPED", "TaskFailedToStart", $"Unexpected EC2 error while attempting to Create Network Interface in subnet '{small}': InsufficientFreeAddressesInSubnet"),
            (NetworkScenery.Text(failed, "lastStatus"), NetworkScenery.Text(failed, "stopCode"), NetworkScenery.Text(failed, "stoppedReason")));
        var status = await scenery.Status(twelfth);
        Assert.Contains($"Subnet {small} has 11 addresses, and 11 are taken.", status, StringComparison.Ordinal);
        Assert.Contains($"aws ec2 create-subnet --vpc-id {vpc.VpcId} --cidr-block ", status, StringComparison.Ordinal);

        await scenery.Stop(running[0]);
        Assert.Equal(1, await scenery.AddressesLeft(small));
        running[0] = await scenery.Run(definition, small, vpc.TaskGroupId);
        await scenery.Running(running[0]);
        Assert.Equal(0, await scenery.AddressesLeft(small));
        await scenery.Stop([.. running]);
        Assert.Equal(11, await scenery.AddressesLeft(small));
    }

    /// <summary>A NAT gateway is there, and no route leads to it.</summary>
    private async Task NoRoute(string definition)
    {
        var vpc = await scenery.PrivateVpc();
        var nat = await scenery.NatGateway(vpc, "10.60.0.0/24");
        var status = await Fails(vpc, definition, NoAuth, $"{scenery.AddressOf("ecr.api")}:443: i/o timeout");
        AssertNoWay(status, vpc, "ecr:GetAuthorizationToken", "api.ecr.ap-northeast-1.amazonaws.com", "ecr.api");
        Assert.Contains($"\n  aws ec2 create-route --route-table-id {vpc.RouteTableId} --destination-cidr-block 0.0.0.0/0 --nat-gateway-id {nat}\n", status, StringComparison.Ordinal);
        await MendsIt(status, vpc, definition);
    }

    private async Task NoEcrApi(string definition)
    {
        var vpc = await scenery.PrivateVpc();
        await scenery.Endpoints(vpc, "ecr.dkr", "s3", "logs");
        var status = await Fails(vpc, definition, NoAuth, $"{scenery.AddressOf("ecr.api")}:443: i/o timeout");
        AssertNoWay(status, vpc, "ecr:GetAuthorizationToken", "api.ecr.ap-northeast-1.amazonaws.com", "ecr.api");
        Assert.Contains(Create(vpc, "ecr.api"), status, StringComparison.Ordinal);
        await MendsIt(status, vpc, definition);
    }

    private async Task EndpointsShut(string definition)
    {
        var vpc = await scenery.PrivateVpc();
        var endpoint = await scenery.Endpoint(vpc, "ecr.api");
        foreach (var service in (string[])["ecr.dkr", "s3"]) await scenery.Endpoint(vpc, service);
        var status = await Fails(vpc, definition, NoAuth + "10.60.1.", ":443: i/o timeout");
        Assert.Contains("  ecr:GetAuthorizationToken at api.ecr.ap-northeast-1.amazonaws.com (10.60.1.", status, StringComparison.Ordinal);
        Assert.Contains($"\n  No inbound rule of {vpc.EndpointGroupId} of endpoint {endpoint} admits tcp 443 from the task.\n", status, StringComparison.Ordinal);
        Assert.Contains($"\n  aws ec2 authorize-security-group-ingress --group-id {vpc.EndpointGroupId} --protocol tcp --port 443 --cidr 0.0.0.0/0\n", status, StringComparison.Ordinal);
        await MendsIt(status, vpc, definition);
    }

    /// <summary>Also in Japanese: other words, the same ids and the same command.</summary>
    private async Task NoEcrDkr(string definition)
    {
        var vpc = await scenery.PrivateVpc();
        await scenery.Endpoints(vpc, "ecr.api", "s3", "logs");
        var arn = await scenery.Run(definition, vpc.SubnetId, vpc.TaskGroupId);
        const string Registry = "123456789012.dkr.ecr.ap-northeast-1.amazonaws.com";
        var address = scenery.AddressOf("ecr.dkr");
        await Failed(
            arn, $"CannotPullContainerError: pull image manifest has been retried 7 time(s): failed to resolve ref localhost:{berth.Port}/paths:1: failed to do request: Head \"https://{Registry}/v2/paths/manifests/1\": ",
            $"dial tcp {address}:443: i/o timeout");
        var status = await scenery.Status(arn);
        AssertNoWay(status, vpc, "ecr:BatchGetImage", Registry, "ecr.dkr");
        Assert.Contains(Create(vpc, "ecr.dkr"), status, StringComparison.Ordinal);

        var japanese = await scenery.Status(arn, "ja");
        Assert.StartsWith($"タスク {arn}\n状態 STOPPED, TaskFailedToStart\n理由 CannotPullContainerError: ", japanese, StringComparison.Ordinal);
        Assert.Contains($"\n原因\n  {Registry} ({address}:443) への ecr:BatchGetImage がタイムアウトしました。\n", japanese, StringComparison.Ordinal);
        Assert.Contains(
            $"\n  サブネット {vpc.SubnetId} のルートテーブル {vpc.RouteTableId} に {address} へのルートがなく、VPC {vpc.VpcId} にプライベート DNS で ecr.dkr を提供するエンドポイントもありません。\n", japanese, StringComparison.Ordinal);
        Assert.Contains("\n対処" + Create(vpc, "ecr.dkr"), japanese, StringComparison.Ordinal);
        await MendsIt(japanese, vpc, definition);
    }

    private async Task NoS3(string definition)
    {
        var vpc = await scenery.PrivateVpc();
        await scenery.Endpoints(vpc, "ecr.api", "ecr.dkr", "logs");
        const string Bucket = "prod-ap-northeast-1-starport-layer-bucket.s3.ap-northeast-1.amazonaws.com";
        var status = await Fails(
            vpc, definition,
            $"CannotPullContainerError: ref pull has been retried 7 time(s): failed to copy: httpReadSeeker: failed open: failed to do request: Get \"https://{Bucket}/123456789012/paths/",
            $"\": dial tcp {scenery.AddressOf("s3")}:443: i/o timeout");
        AssertNoWay(status, vpc, "s3:GetObject", Bucket, "s3");
        Assert.Contains(
            $"\n  aws ec2 create-vpc-endpoint --vpc-id {vpc.VpcId} --service-name com.amazonaws.ap-northeast-1.s3 --vpc-endpoint-type Gateway --route-table-ids {vpc.RouteTableId}\n", status, StringComparison.Ordinal);
        await MendsIt(status, vpc, definition);
    }

    private async Task NoLogs(string logging)
    {
        var vpc = await scenery.PrivateVpc();
        await scenery.Endpoints(vpc, "ecr.api", "ecr.dkr", "s3");
        var status = await Fails(vpc, logging, NoLog, "");
        AssertNoWay(status, vpc, "logs:CreateLogStream", "logs.ap-northeast-1.amazonaws.com", "logs");
        Assert.Contains(Create(vpc, "logs"), status, StringComparison.Ordinal);
        await MendsIt(status, vpc, logging);
    }

    /// <summary>What ran no longer starts when one endpoint goes, and does again through a NAT gateway.</summary>
    private async Task OneEndpointLessAndANatGateway(string definition)
    {
        var vpc = await scenery.PrivateVpc();
        await scenery.Endpoints(vpc, "ecr.dkr", "s3");
        var endpoint = await scenery.Endpoint(vpc, "ecr.api");
        await Runs(vpc, definition);

        await aws.Json("ec2", "delete-vpc-endpoints", "--vpc-endpoint-ids", endpoint);
        var status = await Fails(vpc, definition, NoAuth, $"{scenery.AddressOf("ecr.api")}:443: i/o timeout");
        AssertNoWay(status, vpc, "ecr:GetAuthorizationToken", "api.ecr.ap-northeast-1.amazonaws.com", "ecr.api");

        var nat = await scenery.NatGateway(vpc, "10.60.0.0/24");
        await aws.Json("ec2", "create-route", "--route-table-id", vpc.RouteTableId, "--destination-cidr-block", "0.0.0.0/0", "--nat-gateway-id", nat);
        await Runs(vpc, definition);
    }

    /// <returns>What status says of the task that failed.</returns>
    private async Task<string> Fails(TestVpc vpc, string definition, string begins, string ends)
    {
        var arn = await scenery.Run(definition, vpc.SubnetId, vpc.TaskGroupId);
        await Failed(arn, begins, ends);
        return await scenery.Status(arn);
    }

    private async Task Failed(string arn, string begins, string ends)
    {
        var task = await scenery.Settled(arn);
        Assert.Equal(("STOPPED", "TaskFailedToStart"), (NetworkScenery.Text(task, "lastStatus"), NetworkScenery.Text(task, "stopCode")));
        Assert.StartsWith(begins, NetworkScenery.Text(task, "stoppedReason"), StringComparison.Ordinal);
        Assert.EndsWith(ends, NetworkScenery.Text(task, "stoppedReason"), StringComparison.Ordinal);
    }

    private async Task MendsIt(string status, TestVpc vpc, string definition)
    {
        await scenery.MendAsTold(status, vpc);
        await Runs(vpc, definition);
    }

    private async Task Runs(TestVpc vpc, string definition)
    {
        var arn = await scenery.Run(definition, vpc.SubnetId, vpc.TaskGroupId);
        await scenery.Running(arn);
        await scenery.Stop(arn);
    }

    private void AssertNoWay(string status, TestVpc vpc, string call, string host, string service)
    {
        var address = scenery.AddressOf(service);
        Assert.Contains($"\nWhy\n  {call} at {host} ({address}:443) timed out.\n", status, StringComparison.Ordinal);
        Assert.Contains(
            $"\n  Route table {vpc.RouteTableId} of subnet {vpc.SubnetId} has no route for {address}, and no endpoint of VPC {vpc.VpcId} serves {service} with private DNS.\n", status, StringComparison.Ordinal);
    }

    private static string Create(TestVpc vpc, string service) =>
        $"\n  aws ec2 create-vpc-endpoint --vpc-id {vpc.VpcId} --service-name {PublicServices.EndpointServiceName(PublicServices.Find(service), NetworkScenery.Region)} --vpc-endpoint-type Interface " +
        $"--subnet-ids {vpc.SubnetId} --security-group-ids <a group that admits tcp 443 from the task>\n";
}
