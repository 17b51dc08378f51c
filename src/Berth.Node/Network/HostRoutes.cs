using System.Buffers.Binary;
using System.Globalization;
using Berth.Domain.Network;

namespace Berth.Node.Network;

/// <summary>Routes to single addresses, as the kernel has them.</summary>
internal static class HostRoutes
{
    private const string WholeMask = "FFFFFFFF";

    /// <summary>Those over a link, in the namespace of this thread; none when there is no such link.</summary>
    /// <param name="except">A range whose addresses are not meant.</param>
    public static HashSet<uint> Over(string link, Cidr? except = null) =>
    [
        .. File.ReadLines("/proc/thread-self/net/route").Skip(1).Select(line => line.Split('\t')).Where(fields => fields.Length > 7 && fields[0] == link && fields[7] == WholeMask)
            .Select(fields => BinaryPrimitives.ReverseEndianness(uint.Parse(fields[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture))).Where(address => except?.Contains(address) != true),
    ];
}
