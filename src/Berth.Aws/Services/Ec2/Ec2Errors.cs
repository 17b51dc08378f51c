using Berth.Aws.Dispatch;
using Berth.Aws.Protocols;
using Berth.Domain.Network;

namespace Berth.Aws.Services.Ec2;

/// <summary>EC2's errors. Source: EC2 API reference, error codes.</summary>
internal static partial class Ec2Errors
{
    public static AwsException VpcNotFound(string id) => new("InvalidVpcID.NotFound", $"The vpc ID '{id}' does not exist");

    public static AwsException SubnetNotFound(string id) => new("InvalidSubnetID.NotFound", $"The subnet ID '{id}' does not exist");

    public static AwsException GroupNotFound(string id) => new("InvalidGroup.NotFound", $"The security group '{id}' does not exist");

    public static AwsException RuleNotFound(string id) => new("InvalidSecurityGroupRuleId.NotFound", $"The security group rule ID '{id}' does not exist");

    public static AwsException DhcpOptionsNotFound(string id) => new("InvalidDhcpOptionID.NotFound", $"The dhcpOption ID '{id}' does not exist");

    public static AwsException PrefixListNotFound(string id) => new("InvalidPrefixListID.NotFound", $"The prefix list ID '{id}' does not exist");

    public static AwsException RouteTableNotFound(string id) => new("InvalidRouteTableID.NotFound", $"The routeTable ID '{id}' does not exist");

    public static AwsException InternetGatewayNotFound(string id) => new("InvalidInternetGatewayID.NotFound", $"The internetGateway ID '{id}' does not exist");

    public static AwsException InterfaceNotFound(string id) => new("InvalidNetworkInterfaceID.NotFound", $"The networkInterface ID '{id}' does not exist");

    public static AwsException InvalidFilter(string name) => new("InvalidParameterValue", $"The filter '{name}' is invalid");

    public static AwsException InvalidParameter(string message) => new("InvalidParameterValue", message);

    public static AwsException InvalidCombination(string message) => new("InvalidParameterCombination", message);

    public static AwsException Missing(string parameter) => new("MissingParameter", $"The request must contain the parameter {parameter}");

    /// <summary>What the API has and Berth does not do is refused, never ignored.</summary>
    public static AwsException NotYet(string what) => new("UnsupportedOperation", $"Berth does not do {what} yet. Leave it out, or see SCOPE.md for what it does.");

    public static AwsException From(NetworkRefusal refusal) => new(refusal.Code, refusal.Message);

    public static AwsException InvalidNextToken() => new("InvalidNextToken", "The token is not valid.");

    /// <exception cref="AwsException">DryRunOperation: the answer that EC2 gives when a dry run would have succeeded.</exception>
    public static void CheckDryRun(bool? dryRun)
    {
        if (dryRun == true) throw new AwsException("DryRunOperation", "Request would have succeeded, but DryRun flag is set.", 412);
    }

    public static AwsException? From(string operation, IReadOnlyList<WireFault> faults) => faults[0].Kind == WireFaultKind.Missing
        ? new("MissingParameter", $"The request must contain the parameter {faults[0].Path}")
        : InvalidParameter(ModelFaults.Sentence(faults));
}
