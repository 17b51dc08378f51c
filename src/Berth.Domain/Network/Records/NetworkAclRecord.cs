using System.Text.Json.Serialization;

namespace Berth.Domain.Network;

/// <summary>A network ACL: rules at the edge of subnets, which know no connections. Row kind <c>network-acl</c>.</summary>
/// <param name="SubnetAssociations">Association id to subnet id. Every subnet stands in exactly one ACL of its VPC.</param>
public sealed record NetworkAclRecord(
    string AclId, string VpcId, bool IsDefault, IReadOnlyList<AclEntryRecord> Entries, IReadOnlyDictionary<string, string> SubnetAssociations, IReadOnlyDictionary<string, string> Tags)
    : INetworkResource
{
    /// <summary>Of the request that made it; null when it had none.</summary>
    public string? ClientToken { get; init; }

    [JsonIgnore]
    public string Id => AclId;

    [JsonIgnore]
    public string? InVpc => VpcId;

    public INetworkResource WithTags(IReadOnlyDictionary<string, string> tags) => this with { Tags = tags };
}

/// <summary>The first entry, by number, that matches decides. What none matches is denied; AWS shows that as entry 32767, which is not kept here.</summary>
/// <param name="Protocol"><c>-1</c> for all, or a protocol's number: 6, 17, 1.</param>
/// <param name="FromPort">For icmp the type; -1 for all.</param>
/// <param name="ToPort">For icmp the code; -1 for all.</param>
public sealed record AclEntryRecord(int RuleNumber, bool IsEgress, bool Allows, string Protocol, int FromPort, int ToPort, string CidrBlock)
{
    public const int LastNumber = 32767;
}
