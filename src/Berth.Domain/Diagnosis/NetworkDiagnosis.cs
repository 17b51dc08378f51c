using Berth.Domain.Network;

namespace Berth.Domain.Diagnosis;

/// <summary>Finds why a call of a task never reached its service, by walking its way through the VPC as that was described at the moment. Pure.</summary>
public static class NetworkDiagnosis
{
    /// <param name="cards">Of the VPC, the task's own among them.</param>
    public static NetworkEvidence Explain(FailedCall call, AttachedCard task, VpcSnapshot vpc, IReadOnlyList<AttachedCard> cards)
    {
        var evidence = Begin(NetworkCause.OpenNow, vpc, task.SubnetId, task.GroupIds) with { Call = call };
        if (call.Address is null || call.Failure == CallFailure.NameNotFound) return evidence with { Cause = NetworkCause.NameNotFound };
        var flow = new Flow(task.Address, Cidr.ParseAddress(call.Address), Protocols.Tcp, 49152, call.Port);
        return new PathTracer(vpc, cards).Trace(task, flow) switch
        {
            PathVerdict.NoRoute no => evidence with { Cause = NetworkCause.NoRoute, RouteTableId = no.RouteTableId },
            PathVerdict.DeadRoute dead => By(evidence, NetworkCause.DeadRoute, dead.RouteTableId, dead.Route),
            PathVerdict.NoPublicAddress no => By(evidence, NetworkCause.NoPublicAddress, no.RouteTableId, no.Route),
            PathVerdict.NatHasNoWayOut nat => By(evidence, NetworkCause.NatHasNoWayOut, nat.RouteTableId, nat.Route) with { NatRouteTableId = nat.NatRouteTableId },
            PathVerdict.EgressShut => evidence with { Cause = NetworkCause.EgressShut },
            PathVerdict.IngressShut shut => evidence with { Cause = NetworkCause.EndpointShut, EndpointId = shut.EndpointId, SecurityGroupIds = shut.GroupIds },
            PathVerdict.AclDenies acl => evidence with { Cause = NetworkCause.AclDenies, AclId = acl.AclId, AclEgress = acl.Egress, AclRuleNumber = acl.RuleNumber, AclFreeNumber = FreeNumber(acl, vpc), AclAnswers = acl.Answers },
            PathVerdict.NobodyThere or PathVerdict.Passes => evidence,
            var other => throw new InvalidOperationException($"Unknown verdict {other}."),
        };
    }

    /// <summary>A task for which its subnet had no address.</summary>
    public static NetworkEvidence NoFreeAddress(VpcSnapshot vpc, string subnetId, IReadOnlyList<string> securityGroupIds, int taken)
    {
        var block = vpc.Subnets.First(s => s.SubnetId == subnetId).Block;
        return Begin(NetworkCause.NoFreeAddress, vpc, subnetId, securityGroupIds) with { Addresses = block.Size - SubnetAddresses.Reserved, AddressesTaken = taken };
    }

    /// <summary>As near before the entry that denied as there is room; where none matched, the first hundred that is free.</summary>
    private static int? FreeNumber(PathVerdict.AclDenies acl, VpcSnapshot vpc)
    {
        var used = vpc.Acls.First(a => a.AclId == acl.AclId).Entries.Where(e => e.IsEgress == acl.Egress).Select(e => e.RuleNumber).ToHashSet();
        var candidates = acl.RuleNumber is { } denying ? Enumerable.Range(1, denying - 1).Reverse() : Enumerable.Range(1, AclEntryRecord.LastNumber / 100).Select(n => n * 100);
        return candidates.Where(n => !used.Contains(n)).Select(n => (int?)n).FirstOrDefault();
    }

    private static NetworkEvidence Begin(NetworkCause cause, VpcSnapshot vpc, string subnetId, IReadOnlyList<string> groupIds) => new()
    {
        Cause = cause,
        VpcId = vpc.VpcId,
        SubnetId = subnetId,
        SecurityGroupIds = groupIds,
        RouteTableId = vpc.Subnets.FirstOrDefault(s => s.SubnetId == subnetId)?.RouteTableId,
        InternetGatewayId = vpc.InternetGatewayId,
        NatGatewayId = vpc.NatGateways is [var nat, ..] ? nat.NatGatewayId : null,
    };

    private static NetworkEvidence By(NetworkEvidence evidence, NetworkCause cause, string tableId, RouteSnapshot route) =>
        evidence with { Cause = cause, RouteTableId = tableId, RouteDestination = route.PrefixListId ?? route.Destination.ToString(), RouteTargetId = route.TargetId };
}
