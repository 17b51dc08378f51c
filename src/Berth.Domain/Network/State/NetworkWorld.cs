using Berth.Domain.Kernel;
using Berth.Domain.Profiles;

namespace Berth.Domain.Network;

/// <summary>What a change of the network is judged by, beside the network itself. Read once per change.</summary>
/// <param name="Zones">Of the region.</param>
/// <param name="Interfaces">That subnets have given.</param>
public sealed record NetworkWorld(AwsScope Scope, IReadOnlyList<string> Zones, IReadOnlyList<NetworkInterfaceRecord> Interfaces, PublicPool Pool, IIdSource Ids, DateTimeOffset Now)
{
    /// <summary>What a change may use up; null where nothing is changed, only read.</summary>
    public Quotas? Quotas { get; init; }

    /// <summary>A new id of EC2's form. Sample: <c>vpc-</c> and 17 digits.</summary>
    public string NewId(string prefix) => $"{prefix}-{Ids.Hex(17)}";
}
