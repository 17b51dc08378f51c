namespace Berth.Domain.Network;

/// <summary>Which address a subnet gives next. Source: VPC user guide: the first four addresses and the last are reserved.</summary>
public static class SubnetAddresses
{
    public const int Reserved = 5;
    private const int ReservedAtStart = 4;

    public static int Available(Cidr subnet, int taken) => (int)Math.Max(0, subnet.Size - Reserved - taken);

    /// <summary>Whether the address is one that interfaces of this subnet may have.</summary>
    public static bool MayBeGiven(Cidr subnet, uint address) => address >= subnet.First + ReservedAtStart && address < subnet.Last;

    /// <summary>The router's address, where tasks send what leaves their subnet.</summary>
    public static string Gateway(Cidr subnet) => Cidr.Text(subnet.First + 1);

    /// <summary>
    /// The next free address behind <paramref name="last"/>, and from the start again: an address that was just freed is the last to be given anew, so that nobody mistakes
    /// its new owner for the old one.
    /// </summary>
    /// <param name="last">Given last; null in a new subnet.</param>
    /// <returns>Null when the subnet has run out.</returns>
    public static uint? Choose(Cidr subnet, IReadOnlySet<uint> taken, uint? last) => Next(subnet.First + ReservedAtStart, subnet.Size - Reserved, taken, last);

    /// <summary>The same for any run of addresses.</summary>
    internal static uint? Next(uint first, long count, IReadOnlySet<uint> taken, uint? last)
    {
        var start = last is { } given && given >= first && given < first + count ? given - first + 1 : 0;
        for (var step = 0L; step < count; step++)
        {
            var address = (uint)(first + ((start + step) % count));
            if (!taken.Contains(address)) return address;
        }

        return null;
    }

    /// <summary>A locally administered address that says the IPv4 address in its last four bytes, so that the two never disagree.</summary>
    public static string Mac(uint address) => $"0a:58:{address >> 24:x2}:{(address >> 16) & 255:x2}:{(address >> 8) & 255:x2}:{address & 255:x2}";

    /// <summary>Sample: <c>ip-172-31-0-4.ap-northeast-1.compute.internal</c>.</summary>
    public static string PrivateDnsName(string address, string region) =>
        $"ip-{address.Replace('.', '-')}.{PrivateDomain(region)}";

    /// <summary>Where a VPC's private names lie, and what its machines search. Source: VPC user guide, DHCP option sets.</summary>
    public static string PrivateDomain(string region) => region == "us-east-1" ? "ec2.internal" : region + ".compute.internal";
}
