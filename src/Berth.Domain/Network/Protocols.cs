using System.Globalization;

namespace Berth.Domain.Network;

/// <summary>Protocols by IANA's numbers; rules name some of them by words.</summary>
public static class Protocols
{
    public const int All = -1;
    public const int Icmp = 1;
    public const int Tcp = 6;
    public const int Udp = 17;

    /// <returns>Null when it is neither a known word nor a number from -1 to 255.</returns>
    public static int? Number(string text) => text.ToLowerInvariant() switch
    {
        "-1" or "all" => All,
        "icmp" => Icmp,
        "tcp" => Tcp,
        "udp" => Udp,
        _ => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 255 ? number : null,
    };

    /// <summary>As EC2 shows a group's rule: the four that have words by these, others by number.</summary>
    public static string Name(int number) => number switch
    {
        All => "-1",
        Icmp => "icmp",
        Tcp => "tcp",
        Udp => "udp",
        _ => number.ToString(CultureInfo.InvariantCulture),
    };

    public static bool HasPorts(int protocol) => protocol is Tcp or Udp;
}
