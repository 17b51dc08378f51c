using System.Globalization;
using System.Net;

namespace Berth.Bench;

/// <summary>A security group of the default VPC that admits nothing, and the one rule of it that a benchmark adds and takes away.</summary>
internal sealed class BenchGroup
{
    /// <summary>Nobody listens there.</summary>
    public const int Port = 9;

    private readonly BerthSubject berth;

    private BenchGroup(BerthSubject berth, string vpcId, string groupId) => (this.berth, VpcId, GroupId) = (berth, vpcId, groupId);

    public string VpcId { get; }

    public string GroupId { get; }

    public static async Task<BenchGroup> Make(BerthSubject berth, string name, CancellationToken cancel)
    {
        var vpc = (await berth.Ec2("DescribeVpcs", new Dictionary<string, string>(), "vpcId", cancel))[0];
        var group = await berth.Ec2("CreateSecurityGroup", new Dictionary<string, string> { ["GroupName"] = name, ["GroupDescription"] = name, ["VpcId"] = vpc }, "groupId", cancel);
        return new(berth, vpc, group[0]);
    }

    public Task Admit(CancellationToken cancel) => Change("AuthorizeSecurityGroupIngress", cancel);

    public Task Revoke(CancellationToken cancel) => Change("RevokeSecurityGroupIngress", cancel);

    /// <summary>Admits the members of another group, at another port.</summary>
    public Task AdmitMembers(string ofGroupId, int port, CancellationToken cancel)
    {
        var at = port.ToString(CultureInfo.InvariantCulture);
        return berth.Ec2(
            "AuthorizeSecurityGroupIngress",
            new Dictionary<string, string>
            {
                ["GroupId"] = GroupId,
                ["IpPermissions.1.IpProtocol"] = "tcp",
                ["IpPermissions.1.FromPort"] = at,
                ["IpPermissions.1.ToPort"] = at,
                ["IpPermissions.1.Groups.1.GroupId"] = ofGroupId,
            },
            "return", cancel);
    }

    /// <summary>Runs tasks in it, ten at a time, until all are RUNNING.</summary>
    /// <returns>Who sees which of them the group admits to.</returns>
    public async Task<ObedienceWatch> Fill(int tasks, CancellationToken cancel)
    {
        const int PerCall = 10;
        for (var left = tasks; left > 0; left -= PerCall) await berth.UntilAll(await berth.RunTasks(Math.Min(left, PerCall), berth.Subnets, [GroupId], cancel), "RUNNING", cancel);
        var addresses = await berth.Ec2("DescribeNetworkInterfaces", new Dictionary<string, string> { ["Filter.1.Name"] = "group-id", ["Filter.1.Value.1"] = GroupId }, "publicIp", cancel);
        return addresses.Count == tasks ? new([.. addresses.Select(IPAddress.Parse)], Port) : throw new InvalidOperationException($"{tasks} tasks have {addresses.Count} public addresses.");
    }

    private Task Change(string action, CancellationToken cancel)
    {
        var port = Port.ToString(CultureInfo.InvariantCulture);
        return berth.Ec2(action, new Dictionary<string, string> { ["GroupId"] = GroupId, ["IpProtocol"] = "tcp", ["FromPort"] = port, ["ToPort"] = port, ["CidrIp"] = "0.0.0.0/0" }, "return", cancel);
    }
}
