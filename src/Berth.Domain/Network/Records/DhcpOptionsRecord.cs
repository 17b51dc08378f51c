using System.Text.Json.Serialization;

namespace Berth.Domain.Network;

/// <summary>A set of DHCP options. Row kind <c>dhcp-options</c>. Fargate tasks get name servers and the search domain from it.</summary>
/// <param name="Options">domain-name, domain-name-servers, ntp-servers, …, each with its values in order.</param>
public sealed record DhcpOptionsRecord(string DhcpOptionsId, IReadOnlyDictionary<string, IReadOnlyList<string>> Options, IReadOnlyDictionary<string, string> Tags) : INetworkResource
{
    /// <summary>The set that an account starts with.</summary>
    public const string DefaultId = "dopt-00000000000000000";

    /// <summary>What a VPC has that was told to have none.</summary>
    public const string None = "default";

    public const string DomainName = "domain-name";
    public const string NameServers = "domain-name-servers";
    public const string AmazonProvided = "AmazonProvidedDNS";

    [JsonIgnore]
    public string Id => DhcpOptionsId;

    [JsonIgnore]
    public string? InVpc => null;

    public INetworkResource WithTags(IReadOnlyDictionary<string, string> tags) => this with { Tags = tags };
}
