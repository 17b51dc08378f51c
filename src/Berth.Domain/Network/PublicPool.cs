namespace Berth.Domain.Network;

/// <summary>This installation's range of public addresses, a /20 of 198.18.0.0/16 that nobody else on the machine has. Handed over by the composition root.</summary>
public sealed record PublicPool(Cidr Range)
{
    /// <summary>The first range, of addresses that are only shown and that nothing on the machine is set aside for.</summary>
    public static readonly PublicPool Unclaimed = new(Cidr.Parse("198.18.0.0/20"));
}
