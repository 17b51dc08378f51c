using System.Text.Json.Serialization;

namespace Berth.Domain.Network;

/// <summary>A security group. Row kind <c>security-group</c>, id the group's id.</summary>
public sealed record SecurityGroupRecord(
    string GroupId, string VpcId, string GroupName, string Description, IReadOnlyList<SecurityGroupRuleRecord> Rules, IReadOnlyDictionary<string, string> Tags) : INetworkResource
{
    public const string DefaultName = "default";

    [JsonIgnore]
    public string Id => GroupId;

    [JsonIgnore]
    public string? InVpc => VpcId;

    public INetworkResource WithTags(IReadOnlyDictionary<string, string> tags) => this with { Tags = tags };
}

/// <summary>One rule: it admits what it matches, and names exactly one of a range, another group and a prefix list.</summary>
/// <param name="Protocol"><c>-1</c> for all, tcp, udp, icmp, or a protocol's number.</param>
/// <param name="FromPort">For icmp the type; -1 for all.</param>
/// <param name="ToPort">For icmp the code; -1 for all.</param>
public sealed record SecurityGroupRuleRecord(
    string RuleId, bool IsEgress, string Protocol, int FromPort, int ToPort, string? CidrIpv4, string? ReferencedGroupId, string? Description)
{
    public string? PrefixListId { get; init; }

    /// <summary>Null for none; rules have tags of their own, though they are no rows.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>Two rules of one group that admit the same are duplicates, whatever they are called.</summary>
    public bool AdmitsTheSame(SecurityGroupRuleRecord other) =>
        (IsEgress, Protocol, FromPort, ToPort, CidrIpv4, ReferencedGroupId, PrefixListId) ==
        (other.IsEgress, other.Protocol, other.FromPort, other.ToPort, other.CidrIpv4, other.ReferencedGroupId, other.PrefixListId);
}
