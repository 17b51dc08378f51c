using System.Text.Json.Serialization;

namespace Berth.Domain.Network;

/// <summary>A subnet. Row kind <c>subnet</c>, id the subnet's id.</summary>
public sealed record SubnetRecord(
    string SubnetId, string VpcId, string CidrBlock, string AvailabilityZone, string AvailabilityZoneId, bool MapPublicIpOnLaunch, bool DefaultForAz,
    IReadOnlyDictionary<string, string> Tags) : INetworkResource
{
    [JsonIgnore]
    public string Id => SubnetId;

    [JsonIgnore]
    public string? InVpc => VpcId;

    [JsonIgnore]
    public Cidr Block => Cidr.Parse(CidrBlock);

    public INetworkResource WithTags(IReadOnlyDictionary<string, string> tags) => this with { Tags = tags };
}
