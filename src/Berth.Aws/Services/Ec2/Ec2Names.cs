namespace Berth.Aws.Services.Ec2;

/// <summary>Kinds of rows that the network is described by.</summary>
internal static class Ec2Names
{
    public const string VpcKind = "vpc";
    public const string SubnetKind = "subnet";
    public const string SecurityGroupKind = "security-group";
    public const string RouteTableKind = "route-table";
    public const string InternetGatewayKind = "internet-gateway";
    public const string NetworkInterfaceKind = "network-interface";
}
