namespace Berth.Domain.Network;

/// <summary>
/// The rules of one VPC's router, ready to be written down: no ids to look up, no overlaps to resolve. A packet of a task is judged in this order: its source address must be the
/// interface's own; its subnet's <see cref="RouteMap"/> gives the exit; its subnet's ACL and its groups' egress rules must admit it as the task sent it; and where it is delivered,
/// the receiver's ACL and groups' ingress rules as it arrives.
/// </summary>
public sealed record Ruleset
{
    public required IReadOnlyList<RouteMap> Routes { get; init; }
    public required IReadOnlyList<CardRules> Cards { get; init; }
    public required IReadOnlyList<Combination> Combinations { get; init; }
    public required IReadOnlyList<GroupChain> Groups { get; init; }

    /// <summary>Addresses of the members of each group that a rule names.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<uint>> Members { get; init; }
    public required IReadOnlyList<AclChain> Acls { get; init; }
    public required IReadOnlyList<NatExit> NatExits { get; init; }
    public required IReadOnlyList<EndpointRules> Endpoints { get; init; }

    /// <summary>Without one, nothing comes in from outside to a public address.</summary>
    public required bool HasInternetGateway { get; init; }
}

/// <summary>Where packets leave: the mark that the router gives them.</summary>
public static class RouteExit
{
    /// <summary>No route: the packet vanishes, as on AWS.</summary>
    public const int None = 0;
    public const int Local = 1;
    public const int Internet = 2;

    /// <summary>To a service through a gateway endpoint.</summary>
    public const int Gateway = 3;
    public const int FirstNat = 16;
}

/// <summary>One route table, as ranges that do not overlap, in order; what none holds has no route.</summary>
public sealed record RouteMap(int Number, string RouteTableId, IReadOnlyList<RouteRange> Ranges);

public readonly record struct RouteRange(uint First, uint Last, int Exit);

/// <summary>A task's interface on this node.</summary>
/// <param name="Link">Of the router's end.</param>
/// <param name="Acl">Number of its subnet's; null where everything passes.</param>
public sealed record CardRules(string Link, uint Address, uint? PublicAddress, IReadOnlyList<string> GroupIds, int RouteMap, int Combination, int? Acl);

/// <summary>A set of groups that interfaces share: what any of them admits is admitted.</summary>
/// <param name="Number">The same set has the same number for as long as its router knows it.</param>
/// <param name="UntrackedOut">Protocols whose outgoing connections are not tracked when a rule for everybody admits them, because everything may come back. Source: VPC user guide, untracked connections.</param>
/// <param name="UntrackedIn">The same for incoming ones.</param>
public sealed record Combination(int Number, IReadOnlyList<string> GroupIds, IReadOnlyList<int> UntrackedOut, IReadOnlyList<int> UntrackedIn)
{
    public bool Equals(Combination? other) => other is not null && Number == other.Number && GroupIds.SequenceEqual(other.GroupIds) && UntrackedOut.SequenceEqual(other.UntrackedOut) && UntrackedIn.SequenceEqual(other.UntrackedIn);

    public override int GetHashCode() => Number;
}

/// <summary>One group's rules.</summary>
public sealed record GroupChain(string GroupId, IReadOnlyList<GroupMatch> In, IReadOnlyList<GroupMatch> Out);

/// <param name="Ranges">At the other end; empty when <paramref name="GroupId"/> says who is there.</param>
public sealed record GroupMatch(PortMatch Ports, IReadOnlyList<Cidr> Ranges, string? GroupId)
{
    /// <summary>It admits everybody.</summary>
    public bool IsWide => Ranges.Any(r => r.PrefixLength == 0);
}

/// <summary>A subnet's ACL; only those that do more than let everything pass.</summary>
/// <param name="Subnet">What stays inside it is not judged.</param>
public sealed record AclChain(int Number, string AclId, Cidr Subnet, IReadOnlyList<AclMatch> In, IReadOnlyList<AclMatch> Out);

public sealed record AclMatch(bool Allows, PortMatch Ports, Cidr Range);

/// <param name="Mark">The exit that leads here.</param>
/// <param name="Acl">Of the gateway's subnet.</param>
public sealed record NatExit(int Mark, uint PublicAddress, int? Acl);

/// <summary>One address of an interface endpoint.</summary>
/// <param name="ServiceAddress">Where the service answers.</param>
/// <param name="Acl">Of the endpoint's subnet.</param>
public sealed record EndpointRules(uint Address, uint ServiceAddress, int Combination, int? Acl);
