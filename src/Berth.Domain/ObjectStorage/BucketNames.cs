using System.Net;

namespace Berth.Domain.ObjectStorage;

/// <summary>What a general purpose bucket may be called. Pure. Source: Amazon S3 user guide, general purpose bucket naming rules.</summary>
public static class BucketNames
{
    public const int LengthMin = 3;
    public const int LengthMax = 63;

    private static readonly string[] ReservedPrefixes = ["xn--", "sthree-", "amzn-s3-demo-"];
    private static readonly string[] ReservedSuffixes = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"];

    public static bool IsValid(string name) =>
        name.Length is >= LengthMin and <= LengthMax
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.')
        && char.IsAsciiLetterOrDigit(name[0]) && char.IsAsciiLetterOrDigit(name[^1])
        && !name.Contains("..", StringComparison.Ordinal)
        && !IsAddress(name)
        && !ReservedPrefixes.Any(p => name.StartsWith(p, StringComparison.Ordinal)) && !ReservedSuffixes.Any(s => name.EndsWith(s, StringComparison.Ordinal));

    /// <summary>Sample: <c>192.168.5.4</c>, which no virtual host could tell from a machine.</summary>
    private static bool IsAddress(string name) => name.Split('.').Length == 4 && IPAddress.TryParse(name, out _);
}
