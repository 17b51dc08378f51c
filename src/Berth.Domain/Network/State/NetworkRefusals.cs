namespace Berth.Domain.Network;

/// <summary>Every refusal of a change of the network. Source: EC2 API reference, error codes; what its services were seen to answer.</summary>
public static partial class NetworkRefusals
{
    public static NetworkOutcome NotFound(string code, string what, string id) => Refuse(code, $"The {what} ID '{id}' does not exist");

    public static NetworkOutcome VpcNotFound(string id) => NotFound("InvalidVpcID.NotFound", "vpc", id);

    public static NetworkOutcome SubnetNotFound(string id) => NotFound("InvalidSubnetID.NotFound", "subnet", id);

    public static NetworkOutcome GroupNotFound(string id) => Refuse("InvalidGroup.NotFound", $"The security group '{id}' does not exist");

    public static NetworkOutcome DependencyViolation(string what, string id) => Refuse("DependencyViolation", $"The {what} '{id}' has dependencies and cannot be deleted.");

    public static NetworkOutcome InvalidValue(string message) => Refuse("InvalidParameterValue", message);

    public static NetworkOutcome Refuse(string code, string message) => new NetworkOutcome.Refused(new(code, message));
}
