using System.Net;

namespace Berth.Node.Dns;

/// <summary>The name servers of the machine itself, asked from its own namespace: one on its loopback will do. They may change at any time.</summary>
internal sealed class MachineNameServers(string path = MachineNameServers.ResolvConf)
{
    private const string ResolvConf = "/etc/resolv.conf";
    private const int Port = 53;

    /// <summary>As the C library takes them. Source: resolv.conf(5), MAXNS.</summary>
    private const int ServersMax = 3;

    private Known known = new(default, []);

    /// <returns>In the order to ask them; empty when the machine has none.</returns>
    public IReadOnlyList<IPEndPoint> Read()
    {
        var now = known;

        // No file has a date too: one of long ago.
        var changedAt = File.GetLastWriteTimeUtc(path);
        if (changedAt == now.ChangedAt) return now.Servers;
        try
        {
            known = now = new(changedAt, File.Exists(path) ? Parse(File.ReadLines(path)) : []);
        }
        catch (IOException)
        {
            // Being replaced in this moment; those that were known may still be right.
        }

        return now.Servers;
    }

    /// <summary>Sample: <c>nameserver 192.0.2.53</c>.</summary>
    internal static IReadOnlyList<IPEndPoint> Parse(IEnumerable<string> lines) =>
    [
        .. lines.Select(l => l.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
            .Select(f => f is ["nameserver", var text, ..] && IPAddress.TryParse(text, out var address) ? new IPEndPoint(address, Port) : null)
            .OfType<IPEndPoint>().Take(ServersMax),
    ];

    private sealed record Known(DateTime ChangedAt, IReadOnlyList<IPEndPoint> Servers);
}
