using System.Net.Security;
using System.Security.Authentication;
using Berth.Domain.Network;

namespace Berth.Server.Certificates;

/// <summary>The certificates that servers show, one for each name that a client asks for, made when it does first. Only for names that are ours to have.</summary>
internal sealed class ServerCertificates(CertificateAuthority authority, string region, TimeProvider clock)
{
    /// <summary>Buckets and registries may have any name, and callers choose them.</summary>
    public const int CachedMax = 256;

    public static readonly TimeSpan RenewBefore = TimeSpan.FromDays(30);

    private const string EndpointSuffix = ".vpce.amazonaws.com";
    private const int NameMax = 253;
    private const int LabelMax = 63;

    private readonly Lock gate = new();
    private readonly Dictionary<string, Cached> cache = new(StringComparer.Ordinal);
    private long uses;

    /// <param name="serverName">As the client's hello names it; empty when it names none.</param>
    /// <param name="service">Whose address was dialled: without a name its own is meant.</param>
    /// <exception cref="AuthenticationException">Nobody here has that name. The connection is closed.</exception>
    public SslStreamCertificateContext For(string? serverName, PublicService service)
    {
        var name = string.IsNullOrEmpty(serverName) ? PublicServices.HostName(service, region) : Checked(serverName);
        var now = clock.GetUtcNow();
        lock (gate)
        {
            if (cache.TryGetValue(name, out var known) && now + RenewBefore < known.NotAfter && now >= known.NotBefore)
            {
                known.LastUse = ++uses;
                return known.Context;
            }

            if (!cache.ContainsKey(name) && cache.Count >= CachedMax) cache.Remove(cache.MinBy(c => c.Value.LastUse).Key);
            var certificate = authority.Issue(name, now);
            var made = new Cached(SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true), new(certificate.NotBefore), new(certificate.NotAfter)) { LastUse = ++uses };
            cache[name] = made;
            return made.Context;
        }
    }

    /// <summary>How many certificates are at hand.</summary>
    public int Count
    {
        get
        {
            lock (gate) return cache.Count;
        }
    }

    private string Checked(string serverName)
    {
        var name = serverName.TrimEnd('.').ToLowerInvariant();
        var known = PublicServices.ByHostName(name, region) is not null || name.EndsWith(EndpointSuffix, StringComparison.Ordinal);
        return known && name.Length <= NameMax && Array.TrueForAll(name.Split('.'), IsLabel) ? name : throw new AuthenticationException($"No service of ours is called {serverName}.");
    }

    private static bool IsLabel(string label) => label.Length is > 0 and <= LabelMax && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private sealed record Cached(SslStreamCertificateContext Context, DateTimeOffset NotBefore, DateTimeOffset NotAfter)
    {
        public long LastUse { get; set; }
    }
}
