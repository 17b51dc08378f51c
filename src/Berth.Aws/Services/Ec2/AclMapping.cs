using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Kernel;
using Berth.Domain.Network;

namespace Berth.Aws.Services.Ec2;

/// <summary>Network ACLs, with the entries that deny the rest, which are in every one of them and kept in none.</summary>
internal static class AclMapping
{
    private const string Everything = "0.0.0.0/0";

    public static NetworkAclShape ToWire(NetworkAclRecord acl, AwsScope scope) => new()
    {
        NetworkAclId = acl.AclId,
        VpcId = acl.VpcId,
        IsDefault = acl.IsDefault,
        OwnerId = scope.AccountId,
        Associations = [.. acl.SubnetAssociations.Select(a => new NetworkAclAssociationShape { NetworkAclAssociationId = a.Key, NetworkAclId = acl.AclId, SubnetId = a.Value })],
        Entries = [.. Entries(acl, egress: true), .. Entries(acl, egress: false)],
        Tags = Ec2Mapping.Tags(acl.Tags),
    };

    private static IEnumerable<NetworkAclEntryShape> Entries(NetworkAclRecord acl, bool egress) =>
        acl.Entries.Where(e => e.IsEgress == egress).OrderBy(e => e.RuleNumber).Append(new(AclEntryRecord.LastNumber, egress, Allows: false, "-1", -1, -1, Everything)).Select(ToWire);

    private static NetworkAclEntryShape ToWire(AclEntryRecord entry) => new()
    {
        RuleNumber = entry.RuleNumber,
        Egress = entry.IsEgress,
        Protocol = entry.Protocol,
        RuleAction = entry.Allows ? "allow" : "deny",
        CidrBlock = entry.CidrBlock,
        PortRange = entry.Protocol is "6" or "17" ? new() { From = entry.FromPort, To = entry.ToPort } : null,
        IcmpTypeCode = entry.Protocol == "1" ? new() { Type = entry.FromPort, Code = entry.ToPort } : null,
    };
}
