using Berth.Domain.Network;

namespace Berth.Domain.Diagnosis;

/// <summary>The one call that mends what evidence shows, as the stock CLI takes it. What only its reader can choose stands in angle brackets. Pure.</summary>
public static class NetworkMending
{
    private const string Everywhere = "0.0.0.0/0";

    /// <returns>Null when no call of ours mends it.</returns>
    public static string? Command(NetworkEvidence evidence, string region) => evidence.Cause switch
    {
        NetworkCause.NoRoute => WayTo(evidence, region),
        NetworkCause.DeadRoute => evidence.RouteDestination!.StartsWith("pl-", StringComparison.Ordinal) ? WayTo(evidence, region)
            : $"aws ec2 replace-route --route-table-id {evidence.RouteTableId} --destination-cidr-block {evidence.RouteDestination} {Gateway(evidence)}",
        NetworkCause.NoPublicAddress => evidence.NatGatewayId is { } nat
            ? $"aws ec2 replace-route --route-table-id {evidence.RouteTableId} --destination-cidr-block {evidence.RouteDestination} --nat-gateway-id {nat}"
            : $"aws ecs run-task … --network-configuration 'awsvpcConfiguration={{subnets=[{evidence.SubnetId}],securityGroups=[{string.Join(',', evidence.SecurityGroupIds)}],assignPublicIp=ENABLED}}'",
        NetworkCause.NatHasNoWayOut => $"aws ec2 create-route --route-table-id {evidence.NatRouteTableId} --destination-cidr-block {Everywhere} --gateway-id {evidence.InternetGatewayId ?? "<igw-…>"}",
        NetworkCause.EgressShut => $"aws ec2 authorize-security-group-egress --group-id {First(evidence)} --ip-permissions IpProtocol=tcp,FromPort={evidence.Call!.Port},ToPort={evidence.Call.Port},IpRanges='[{{CidrIp={Everywhere}}}]'",
        NetworkCause.EndpointShut => $"aws ec2 authorize-security-group-ingress --group-id {First(evidence)} --protocol tcp --port {evidence.Call!.Port} --cidr {Everywhere}",
        NetworkCause.AclDenies => AclEntry(evidence),
        NetworkCause.NameNotFound => $"aws ec2 modify-vpc-attribute --vpc-id {evidence.VpcId} --enable-dns-support",
        NetworkCause.NoFreeAddress => $"aws ec2 create-subnet --vpc-id {evidence.VpcId} --cidr-block <range>",
        NetworkCause.OpenNow => null,
        _ => throw new ArgumentOutOfRangeException(nameof(evidence), evidence.Cause, "Unknown cause."),
    };

    /// <summary>An endpoint where AWS has one for the service; else a NAT gateway.</summary>
    private static string WayTo(NetworkEvidence evidence, string region)
    {
        var service = PublicServices.All.FirstOrDefault(s => s.Name == evidence.Call?.Service);
        if (service is null || service.EndpointTypes.Count == 0 || evidence.NatGatewayId is not null)
            return $"aws ec2 create-route --route-table-id {evidence.RouteTableId} --destination-cidr-block {Everywhere} --nat-gateway-id {evidence.NatGatewayId ?? "<nat-…>"}";
        var create = $"aws ec2 create-vpc-endpoint --vpc-id {evidence.VpcId} --service-name {PublicServices.EndpointServiceName(service, region)}";
        return service.EndpointTypes.Contains("Gateway")
            ? $"{create} --vpc-endpoint-type Gateway --route-table-ids {evidence.RouteTableId}"
            : $"{create} --vpc-endpoint-type Interface --subnet-ids {evidence.SubnetId} --security-group-ids <a group that admits tcp 443 from the task>";
    }

    private static string Gateway(NetworkEvidence evidence) => evidence switch
    {
        { NatGatewayId: { } nat } => "--nat-gateway-id " + nat,
        { InternetGatewayId: { } gateway } => "--gateway-id " + gateway,
        _ => "--nat-gateway-id <nat-…>",
    };

    /// <summary>Before the entry that denies, so that it is met first; in its place when there is no room before it.</summary>
    private static string AclEntry(NetworkEvidence evidence)
    {
        var (verb, number) = evidence.AclFreeNumber is { } free ? ("create", free) : ("replace", evidence.AclRuleNumber);
        var ports = evidence.AclAnswers ? "From=1024,To=65535" : $"From={evidence.Call!.Port},To={evidence.Call.Port}";
        return $"aws ec2 {verb}-network-acl-entry --network-acl-id {evidence.AclId} --{(evidence.AclEgress ? "egress" : "ingress")} --rule-number {number} --protocol tcp --port-range {ports} --cidr-block {Everywhere} --rule-action allow";
    }

    private static string First(NetworkEvidence evidence) => evidence.SecurityGroupIds is [var first, ..] ? first : "<sg-…>";
}
