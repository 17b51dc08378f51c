using System.Text.Json.Serialization;

namespace Berth.Domain.Network;

/// <summary>A VPC. Row kind <c>vpc</c>, id the VPC's id.</summary>
public sealed record VpcRecord(string VpcId, string CidrBlock, bool IsDefault, IReadOnlyDictionary<string, string> Tags) : INetworkResource
{
    /// <summary>The resolver at the base address plus two answers.</summary>
    public bool EnableDnsSupport { get; init; } = true;

    /// <summary>Public addresses have public names. On in the default VPC, off in one made by CreateVpc. Source: EC2 API, ModifyVpcAttribute.</summary>
    public bool EnableDnsHostnames { get; init; } = true;

    /// <summary><c>default</c>: no set of options, which means no domain name and no name server.</summary>
    public string DhcpOptionsId { get; init; } = DhcpOptionsRecord.DefaultId;

    [JsonIgnore]
    public string Id => VpcId;

    [JsonIgnore]
    public string? InVpc => VpcId;

    [JsonIgnore]
    public Cidr Block => Cidr.Parse(CidrBlock);

    public INetworkResource WithTags(IReadOnlyDictionary<string, string> tags) => this with { Tags = tags };
}
