namespace Berth.Domain.Network;

/// <summary>This installation's range of public addresses, a /20 of 198.18.0.0/16 that nobody else on the machine has. Handed over by the composition root.</summary>
public sealed record PublicPool(Cidr Range)
{
    /// <summary>The first range, of addresses that are only shown and that nothing on the machine is set aside for.</summary>
    public static readonly PublicPool Unclaimed = new(Cidr.Parse("198.18.0.0/20"));

    /// <summary>The services' own addresses, at the start of the range.</summary>
    public Cidr Services => new(Range.First, 26);

    /// <summary>The machine itself, as VPCs see it.</summary>
    public uint Machine => Range.First + PublicServices.Reserved - 1;

    /// <summary>The next free address behind <paramref name="last"/>, and from the start again; never one of the services', nor the range's last, its broadcast address.</summary>
    /// <param name="last">Given last; null at first.</param>
    /// <returns>Null when the pool has run out.</returns>
    public uint? Choose(IReadOnlySet<uint> taken, uint? last) => SubnetAddresses.Next(Range.First + PublicServices.Reserved, Range.Size - PublicServices.Reserved - 1, taken, last);
}
