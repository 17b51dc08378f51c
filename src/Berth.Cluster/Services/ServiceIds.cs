using System.Buffers.Text;
using System.Globalization;
using Berth.Domain.Kernel;
using Berth.Domain.Services;

namespace Berth.Cluster.Services;

/// <summary>Makes ids as ECS's look.</summary>
internal static class ServiceIds
{
    private const ulong Smallest19Digits = 1_000_000_000_000_000_000;

    public static NewIds New(IIdSource ids) => new("ecs-svc/" + Digits(ids), Digits(ids), UrlSafe(ids));

    private static string Digits(IIdSource ids) =>
        (Smallest19Digits + (ulong.Parse(ids.Hex(16), NumberStyles.HexNumber, CultureInfo.InvariantCulture) % (9 * Smallest19Digits))).ToString(CultureInfo.InvariantCulture);

    /// <summary>21 characters. The last ones: an id that counts up differs there.</summary>
    private static string UrlSafe(IIdSource ids) => Base64Url.EncodeToString(Convert.FromHexString(ids.Hex(32)))[1..];
}
