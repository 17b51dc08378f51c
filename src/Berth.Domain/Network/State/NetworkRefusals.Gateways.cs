namespace Berth.Domain.Network;

/// <summary>Those of routes, gateways, addresses, endpoints, ACLs and interfaces.</summary>
public static partial class NetworkRefusals
{
    public static NetworkOutcome RouteTableNotFound(string id) => NotFound("InvalidRouteTableID.NotFound", "routeTable", id);

    public static NetworkOutcome InternetGatewayNotFound(string id) => NotFound("InvalidInternetGatewayID.NotFound", "internetGateway", id);

    public static NetworkOutcome AclNotFound(string id) => NotFound("InvalidNetworkAclID.NotFound", "networkAcl", id);

    public static NetworkOutcome InterfaceNotFound(string id) => NotFound("InvalidNetworkInterfaceID.NotFound", "networkInterface", id);

    public static NetworkOutcome AssociationNotFound(string id) => NotFound("InvalidAssociationID.NotFound", "association", id);

    public static NetworkOutcome AllocationNotFound(string id) => NotFound("InvalidAllocationID.NotFound", "allocation", id);

    public static NetworkOutcome EndpointNotFound(string id) => Refuse("InvalidVpcEndpointId.NotFound", $"The Vpc Endpoint Id '{id}' does not exist");

    public static NetworkOutcome Missing(string parameter) => Refuse("MissingParameter", $"The request must contain the parameter {parameter}");

    /// <summary>What only AWS's own services, such as Fargate and NAT gateways, may change.</summary>
    public static NetworkOutcome NoPermission() => Refuse("AuthFailure", "You do not have permission to access the specified resource.");

    public static NetworkOutcome NoFreeAddresses() => Refuse(SubnetFull, SubnetFullMessage);

    public static NetworkOutcome AddressInUse() => Refuse("InvalidIPAddress.InUse", "The specified address is already in use.");

    public static NetworkOutcome OtherParameters() =>
        Refuse("IdempotentParameterMismatch", "Arguments on this idempotent request are inconsistent with arguments used in previous request(s).");

    public const string SubnetFull = "InsufficientFreeAddressesInSubnet";
    public const string SubnetFullMessage = "The specified subnet does not have enough free addresses to satisfy the request.";
}
