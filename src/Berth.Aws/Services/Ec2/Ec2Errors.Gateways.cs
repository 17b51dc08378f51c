using Berth.Domain.Network;

namespace Berth.Aws.Services.Ec2;

/// <summary>Those of routes, gateways, addresses, endpoints, ACLs and interfaces.</summary>
internal static partial class Ec2Errors
{
    public static AwsException NatGatewayNotFound(string id) => new("NatGatewayNotFound", $"The Nat Gateway {id} was not found");

    public static AwsException EndpointNotFound(string id) => From(NetworkRefusals.EndpointNotFound(id));

    public static AwsException AclNotFound(string id) => From(NetworkRefusals.AclNotFound(id));

    public static AwsException AllocationNotFound(string id) => From(NetworkRefusals.AllocationNotFound(id));

    /// <summary>Of an outcome that is known to be a refusal.</summary>
    public static AwsException From(NetworkOutcome outcome) => outcome is NetworkOutcome.Refused refused ? From(refused.Refusal) : throw new InvalidOperationException($"{outcome} is no refusal.");

    /// <exception cref="AwsException">The domain refused.</exception>
    public static NetworkOutcome.Done Done(NetworkOutcome outcome) => outcome as NetworkOutcome.Done ?? throw From(outcome);

    /// <summary>Parts of routes that EC2 has and Berth does not: named, not ignored.</summary>
    public static void CheckTarget(params ReadOnlySpan<(string Name, string? Value)> members)
    {
        foreach (var (name, value) in members)
            if (value is not null) throw NotYet($"routes with {name}");
    }

    /// <summary>A region without local zones has one border group, its own name.</summary>
    public static void CheckBorderGroup(string? group, string region)
    {
        if (group is not null && group != region) throw InvalidParameter($"Invalid value '{group}' for networkBorderGroup.");
    }
}
