using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Berth.Domain.Access;

/// <summary>What the values of conditions mean, in policies and in requests alike. Each answers null for a text that is none.</summary>
internal static class ConditionReading
{
    private const int MostBase64Characters = 1 << 16;

    /// <summary>ISO 8601 as the W3C writes it, from the year alone to fractions of a second. No zone is UTC.</summary>
    private static readonly string[] DateForms =
    [
        "yyyy", "yyyy-MM", "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
    ];

    public static double? Number(string text) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    /// <summary>A date, or seconds since 1970. Four digits are a year.</summary>
    public static DateTimeOffset? Date(string text)
    {
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal;
        if (DateTimeOffset.TryParseExact(text, DateForms, CultureInfo.InvariantCulture, Utc, out var date)) return date;
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds)
            && seconds >= DateTimeOffset.MinValue.ToUnixTimeSeconds() && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds() ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
    }

    public static bool? Bool(string text) =>
        text.Equals("true", StringComparison.OrdinalIgnoreCase) ? true : text.Equals("false", StringComparison.OrdinalIgnoreCase) ? false : null;

    /// <summary>Base64.</summary>
    public static byte[]? Binary(string text)
    {
        if (text.Length > MostBase64Characters) return null;
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : null;
    }

    /// <summary>An address or a CIDR block; address bits beyond the prefix do not count.</summary>
    public static AddressRange? Range(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (Address(slash < 0 ? text : text[..slash]) is not { } address) return null;
        if (slash < 0) return new(address, address.Bits);
        return int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var prefix) && prefix <= address.Bits ? new(address, prefix) : null;
    }

    /// <summary>Four numbers with dots, or IPv6. An IPv4 address in IPv6's form (<c>::ffff:10.0.0.1</c>) is the IPv4 address.</summary>
    public static RequestAddress? Address(string text)
    {
        if (!text.Contains(':', StringComparison.Ordinal)) return Four(text) is { } plain ? new(plain, 32) : null;
        if (!IPAddress.TryParse(text, out var address) || address.AddressFamily != AddressFamily.InterNetworkV6 || text.Contains('%', StringComparison.Ordinal) || text[0] == '[') return null;
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        var value = System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
        return address.IsIPv4MappedToIPv6 ? new((uint)value, 32) : new(value, 128);
    }

    /// <summary>Without allocation: it is asked for every request's aws:SourceIp.</summary>
    private static uint? Four(ReadOnlySpan<char> text)
    {
        var sum = 0u;
        var rest = text;
        for (var i = 0; i < 4; i++)
        {
            var dot = i < 3 ? rest.IndexOf('.') : rest.Length;
            if (dot < 0 || !byte.TryParse(rest[..dot], NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return null;
            sum = (sum << 8) | number;
            rest = i < 3 ? rest[(dot + 1)..] : default;
        }

        return sum;
    }
}

/// <param name="Bits">32 for IPv4, 128 for IPv6.</param>
internal readonly record struct RequestAddress(UInt128 Value, int Bits);

internal readonly record struct AddressRange(RequestAddress Address, int Prefix)
{
    public bool Contains(RequestAddress other) => other.Bits == Address.Bits && (Prefix == 0 || (other.Value ^ Address.Value) >> (Address.Bits - Prefix) == 0);
}
