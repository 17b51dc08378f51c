using System.Globalization;

namespace Berth.Domain.Network;

/// <summary>An IPv4 range. Sample: 172.31.0.0/20.</summary>
public readonly record struct Cidr(uint First, int PrefixLength)
{
    public long Size => 1L << (32 - PrefixLength);

    public uint Last => (uint)(First + Size - 1);

    /// <exception cref="FormatException">The text is no range, or its address has bits beyond the prefix.</exception>
    public static Cidr Parse(string text)
    {
        var parts = text.Split('/');
        if (parts.Length != 2 || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var prefix) || prefix > 32) throw new FormatException($"'{text}' is not a CIDR block.");
        var range = new Cidr(ParseAddress(parts[0]), prefix);
        return range.First % range.Size == 0 ? range : throw new FormatException($"'{text}' has address bits beyond its prefix.");
    }

    public static uint ParseAddress(string text)
    {
        var parts = text.Split('.');
        if (parts.Length != 4) throw new FormatException($"'{text}' is not an IPv4 address.");
        return parts.Aggregate(0u, (sum, part) => byte.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? (sum << 8) | number : throw new FormatException($"'{text}' is not an IPv4 address."));
    }

    public static string Text(uint address) => $"{address >> 24}.{(address >> 16) & 255}.{(address >> 8) & 255}.{address & 255}";

    public bool Contains(uint address) => address >= First && address <= Last;

    public override string ToString() => $"{Text(First)}/{PrefixLength}";
}
