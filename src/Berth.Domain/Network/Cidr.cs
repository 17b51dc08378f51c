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

    /// <summary>Reads a range as EC2 does, which cuts off address bits beyond the prefix: 10.0.0.5/16 is 10.0.0.0/16.</summary>
    /// <returns>Null when the text is no range.</returns>
    public static Cidr? Masked(string? text)
    {
        var parts = (text ?? "").Split('/');
        if (parts.Length != 2 || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var prefix) || prefix > 32 || TryAddress(parts[0]) is not { } address) return null;
        return new(prefix == 0 ? 0 : address & (uint.MaxValue << (32 - prefix)), prefix);
    }

    /// <returns>Null when the text is no IPv4 address.</returns>
    public static uint? TryAddress(string text)
    {
        var parts = text.Split('.');
        if (parts.Length != 4) return null;
        var sum = 0u;
        foreach (var part in parts)
        {
            if (!byte.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return null;
            sum = (sum << 8) | number;
        }

        return sum;
    }

    /// <exception cref="FormatException">The text is no IPv4 address.</exception>
    public static uint ParseAddress(string text) => TryAddress(text) ?? throw new FormatException($"'{text}' is not an IPv4 address.");

    public static string Text(uint address) => $"{address >> 24}.{(address >> 16) & 255}.{(address >> 8) & 255}.{address & 255}";

    public bool Contains(uint address) => address >= First && address <= Last;

    public bool Contains(Cidr other) => First <= other.First && other.Last <= Last;

    public bool Overlaps(Cidr other) => First <= other.Last && other.First <= Last;

    public override string ToString() => $"{Text(First)}/{PrefixLength}";
}
