namespace Berth.Domain.Network;

/// <summary>Whether a new connection gets through, or the first thing that stops it.</summary>
public abstract record PathVerdict
{
    /// <param name="Exit">Where it leaves; <see cref="RouteExit.Local"/> for an interface of the VPC.</param>
    public sealed record Passes(int Exit) : PathVerdict;

    /// <summary>No route of the subnet's table holds the destination.</summary>
    public sealed record NoRoute(string RouteTableId) : PathVerdict;

    /// <summary>The route is there, and its target is gone or not ready.</summary>
    public sealed record DeadRoute(string RouteTableId, RouteSnapshot Route) : PathVerdict;

    /// <summary>The route leads to an internet gateway, which serves only interfaces with a public address.</summary>
    public sealed record NoPublicAddress(string RouteTableId, RouteSnapshot Route) : PathVerdict;

    /// <summary>The route leads to a NAT gateway whose own subnet has no way out.</summary>
    public sealed record NatHasNoWayOut(string RouteTableId, RouteSnapshot Route, string NatRouteTableId) : PathVerdict;

    /// <summary>Nobody has the address.</summary>
    public sealed record NobodyThere : PathVerdict;

    /// <summary>No egress rule of the sender's groups admits it.</summary>
    public sealed record EgressShut(IReadOnlyList<string> GroupIds) : PathVerdict;

    /// <summary>No ingress rule of the receiver's groups admits it.</summary>
    /// <param name="EndpointId">When the receiver is an endpoint.</param>
    public sealed record IngressShut(IReadOnlyList<string> GroupIds, string? EndpointId) : PathVerdict;

    /// <summary>An ACL denies it, or its answers.</summary>
    /// <param name="Egress">Which of its lists.</param>
    /// <param name="RuleNumber">The entry; null when none matched.</param>
    /// <param name="Answers">Whether it is the answers that are stopped: ACLs know no connections.</param>
    public sealed record AclDenies(string AclId, bool Egress, int? RuleNumber, bool Answers) : PathVerdict;
}
