using System.Xml.Linq;
using Berth.Aws.Tests.Driving;

namespace Berth.Aws.Tests.Services.Ec2;

/// <summary>EC2 by short calls, and a VPC of the test's own.</summary>
internal sealed class Ec2Scenery(ApiClient client)
{
    public static string Mark() => "m-" + Guid.NewGuid().ToString("N")[..8];

    /// <param name="parameters">Names and values in turn.</param>
    public Task<XElement> Call(string action, params string[] parameters) => client.Query("ec2", action, Pairs(parameters));

    /// <returns><c>Code: message</c>.</returns>
    public async Task<string> Refused(string action, params string[] parameters)
    {
        var error = await client.QueryRefused("ec2", action, Pairs(parameters));
        return $"{error.Code}: {error.Message}";
    }

    public async Task<string> Vpc(string range = "10.0.0.0/16") => Value(await Call("CreateVpc", "CidrBlock", range), "vpcId");

    public async Task<string> Subnet(string vpc, string range = "10.0.1.0/24") => Value(await Call("CreateSubnet", "VpcId", vpc, "CidrBlock", range), "subnetId");

    public async Task<string> Group(string vpc, string name = "web") => Value(await Call("CreateSecurityGroup", "VpcId", vpc, "GroupName", name, "GroupDescription", "a group"), "groupId");

    /// <summary>What is found under one filter.</summary>
    public async Task<IReadOnlyList<string>> Find(string action, string element, string filter, string value) =>
        [.. (await Call(action, "Filter.1.Name", filter, "Filter.1.Value.1", value)).Descendants(element).Select(e => e.Value)];

    public static string Value(XElement answer, string element) => answer.Descendants(element).First().Value;

    private static (string, string)[] Pairs(string[] parameters) => [.. parameters.Chunk(2).Select(p => (p[0], p[1]))];
}
