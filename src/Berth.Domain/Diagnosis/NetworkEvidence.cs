namespace Berth.Domain.Diagnosis;

/// <summary>Why a task's network failed it, as found at that moment, and kept with the task: facts with ids, from which words and the mending command are made in any language.</summary>
public sealed record NetworkEvidence
{
    public required NetworkCause Cause { get; init; }

    /// <summary>The call that failed; null when the task never came so far.</summary>
    public FailedCall? Call { get; init; }
    public required string VpcId { get; init; }
    public required string SubnetId { get; init; }
    public IReadOnlyList<string> SecurityGroupIds { get; init; } = [];

    /// <summary>The table that decided.</summary>
    public string? RouteTableId { get; init; }

    /// <summary>The route that decided: its range, and what it leads to.</summary>
    public string? RouteDestination { get; init; }
    public string? RouteTargetId { get; init; }

    /// <summary>Where a NAT gateway's own subnet sends packets.</summary>
    public string? NatRouteTableId { get; init; }

    /// <summary>The endpoint whose groups did not admit the task.</summary>
    public string? EndpointId { get; init; }
    public string? AclId { get; init; }

    /// <summary>The entry that denied; null when none matched.</summary>
    public int? AclRuleNumber { get; init; }

    /// <summary>A number that no entry of the list has and that comes before the one that denied; null when there is none.</summary>
    public int? AclFreeNumber { get; init; }
    public bool AclEgress { get; init; }

    /// <summary>It was the answers that were denied.</summary>
    public bool AclAnswers { get; init; }

    /// <summary>Of the subnet: how many addresses tasks can have, and how many were taken.</summary>
    public long? Addresses { get; init; }
    public int? AddressesTaken { get; init; }

    /// <summary>An internet gateway or NAT gateway of the VPC that would serve; null for none.</summary>
    public string? InternetGatewayId { get; init; }
    public string? NatGatewayId { get; init; }
}

/// <summary>What stopped it.</summary>
public enum NetworkCause
{
    NoRoute,
    DeadRoute,
    NoPublicAddress,
    NatHasNoWayOut,
    EgressShut,
    EndpointShut,
    AclDenies,
    NameNotFound,
    NoFreeAddress,

    /// <summary>Nothing in the VPC's description stops it: the other side refused, is outside, or the description changed meanwhile.</summary>
    OpenNow,
}
