using Berth.Aws.Tests.Driving;
using static Berth.Aws.Tests.Services.Ec2.Ec2Scenery;

namespace Berth.Aws.Tests.Services.Ec2;

/// <summary>Interfaces that callers make, and network ACLs.</summary>
public sealed class InterfaceOperationsTests(AwsFront berth)
{
    private readonly Ec2Scenery ec2 = new(berth.Client());

    [Fact]
    public async Task An_interface_is_made_shown_changed_and_deleted()
    {
        var vpc = await ec2.Vpc();
        var (subnet, group, token) = (await ec2.Subnet(vpc, "10.0.1.0/28"), await ec2.Group(vpc), Mark());
        string[] request = ["SubnetId", subnet, "PrivateIpAddress", "10.0.1.7", "Description", "mine", "ClientToken", token,
            "TagSpecification.1.ResourceType", "network-interface", "TagSpecification.1.Tag.1.Key", "mark", "TagSpecification.1.Tag.1.Value", token];
        var made = await ec2.Call("CreateNetworkInterface", request);
        var id = Value(made, "networkInterfaceId");
        Assert.Equal(("pending", "10.0.1.7"), (Value(made, "status"), Value(made, "privateIpAddress")));
        Assert.Equal(id, Value(await ec2.Call("CreateNetworkInterface", request), "networkInterfaceId"));
        Assert.Equal("InvalidIPAddress.InUse: The specified address is already in use.", await ec2.Refused("CreateNetworkInterface", "SubnetId", subnet, "PrivateIpAddress", "10.0.1.7"));
        var shown = await ec2.Call("DescribeNetworkInterfaces", "Filter.1.Name", "tag:mark", "Filter.1.Value.1", token, "Filter.2.Name", "status", "Filter.2.Value.1", "available");
        Assert.Equal(("interface", "false"), (Value(shown, "interfaceType"), Value(shown, "requesterManaged")));
        Assert.Empty(shown.Descendants("attachment"));

        await ec2.Call("ModifyNetworkInterfaceAttribute", "NetworkInterfaceId", id, "SecurityGroupId.1", group);
        await ec2.Call("ModifyNetworkInterfaceAttribute", "NetworkInterfaceId", id, "Description.Value", "ours");
        Assert.Equal(group, Value(await ec2.Call("DescribeNetworkInterfaceAttribute", "NetworkInterfaceId", id, "Attribute", "groupSet"), "groupId"));
        Assert.Equal("ours", Value(await ec2.Call("DescribeNetworkInterfaceAttribute", "NetworkInterfaceId", id, "Attribute", "description"), "value"));
        Assert.StartsWith("DependencyViolation", await ec2.Refused("DeleteSubnet", "SubnetId", subnet), StringComparison.Ordinal);
        Assert.StartsWith("OperationNotPermitted: You are not allowed to manage 'ela-attach' attachments.", await ec2.Refused("ModifyNetworkInterfaceAttribute", "NetworkInterfaceId", id, "Attachment.DeleteOnTermination", "true"), StringComparison.Ordinal);
        Assert.StartsWith("UnsupportedOperation", await ec2.Refused("ModifyNetworkInterfaceAttribute", "NetworkInterfaceId", id, "SourceDestCheck.Value", "false"), StringComparison.Ordinal);
        Assert.StartsWith("InvalidParameterCombination", await ec2.Refused("ModifyNetworkInterfaceAttribute", "NetworkInterfaceId", id), StringComparison.Ordinal);
        await ec2.Call("DeleteNetworkInterface", "NetworkInterfaceId", id);
        Assert.StartsWith("InvalidNetworkInterfaceID.NotFound", await ec2.Refused("DeleteNetworkInterface", "NetworkInterfaceId", id), StringComparison.Ordinal);
        await ec2.Call("DeleteSubnet", "SubnetId", subnet);
    }

    [Fact]
    public async Task A_small_subnet_gives_eleven_and_counts_them_truly()
    {
        var subnet = await ec2.Subnet(await ec2.Vpc(), "10.0.1.0/28");
        await Task.WhenAll(Enumerable.Range(0, 11).Select(_ => ec2.Call("CreateNetworkInterface", "SubnetId", subnet)));
        Assert.Equal("0", Value(await ec2.Call("DescribeSubnets", "SubnetId.1", subnet), "availableIpAddressCount"));
        Assert.Equal(
            "InsufficientFreeAddressesInSubnet: The specified subnet does not have enough free addresses to satisfy the request.", await ec2.Refused("CreateNetworkInterface", "SubnetId", subnet));
    }

    [Fact]
    public async Task An_acl_has_entries_and_subnets()
    {
        var vpc = await ec2.Vpc();
        var subnet = await ec2.Subnet(vpc);
        var acl = Value(await ec2.Call("CreateNetworkAcl", "VpcId", vpc), "networkAclId");
        Assert.Equal(["32767", "32767"], (await ec2.Call("DescribeNetworkAcls", "NetworkAclId.1", acl)).Descendants("ruleNumber").Select(n => n.Value));
        string[] entry = ["NetworkAclId", acl, "RuleNumber", "100", "Protocol", "6", "RuleAction", "allow", "Egress", "false", "CidrBlock", "10.0.0.0/8", "PortRange.From", "80", "PortRange.To", "443"];
        await ec2.Call("CreateNetworkAclEntry", entry);
        Assert.Equal("NetworkAclEntryAlreadyExists: The network acl entry identified by 100 already exists.", await ec2.Refused("CreateNetworkAclEntry", entry));
        await ec2.Call("ReplaceNetworkAclEntry", [.. entry[..6], "RuleAction", "deny", .. entry[8..]]);
        Assert.Equal([acl], (await ec2.Call("DescribeNetworkAcls", "NetworkAclId.1", acl, "Filter.1.Name", "entry.port-range.to", "Filter.1.Value.1", "443")).Descendants("networkAclId").Select(a => a.Value));

        var association = (await ec2.Call("DescribeNetworkAcls", "Filter.1.Name", "association.subnet-id", "Filter.1.Value.1", subnet)).Descendants("networkAclAssociationId").Single().Value;
        var moved = Value(await ec2.Call("ReplaceNetworkAclAssociation", "AssociationId", association, "NetworkAclId", acl), "newAssociationId");
        Assert.NotEqual(association, moved);
        Assert.StartsWith("DependencyViolation: The networkAcl", await ec2.Refused("DeleteNetworkAcl", "NetworkAclId", acl), StringComparison.Ordinal);
        await ec2.Call("DeleteNetworkAclEntry", "NetworkAclId", acl, "RuleNumber", "100", "Egress", "false");
        Assert.StartsWith("InvalidNetworkAclEntry.NotFound", await ec2.Refused("DeleteNetworkAclEntry", "NetworkAclId", acl, "RuleNumber", "100", "Egress", "false"), StringComparison.Ordinal);
        Assert.StartsWith("InvalidParameterValue", await ec2.Refused("CreateNetworkAclEntry", [.. entry[..2], "RuleNumber", "32767", .. entry[4..]]), StringComparison.Ordinal);
        Assert.StartsWith("InvalidNetworkAclID.NotFound", await ec2.Refused("DescribeNetworkAcls", "NetworkAclId.1", "acl-0"), StringComparison.Ordinal);
    }
}
