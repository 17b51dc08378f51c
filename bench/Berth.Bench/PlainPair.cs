namespace Berth.Bench;

/// <summary>Two network namespaces joined by a veth pair, and nothing between them.</summary>
internal sealed class PlainPair : IAsyncDisposable
{
    private static readonly string[] Addresses = ["10.99.0.1", "10.99.0.2"];
    private readonly string[] names = [$"bench{Environment.ProcessId}a", $"bench{Environment.ProcessId}b"];

    private PlainPair()
    {
    }

    public IReadOnlyList<Peer> Ends => [new(PinOf(names[0]), Addresses[0]), new(PinOf(names[1]), Addresses[1])];

    public static async Task<PlainPair> Make(CancellationToken cancel)
    {
        var pair = new PlainPair();
        try
        {
            foreach (var name in pair.names) await Ip($"netns add {name}", cancel);
            await Ip($"link add eth0 netns {pair.names[0]} type veth peer name eth0 netns {pair.names[1]}", cancel);
            foreach (var (name, address) in pair.names.Zip(Addresses))
            {
                await Ip($"-n {name} address add {address}/24 dev eth0", cancel);
                await Ip($"-n {name} link set eth0 up", cancel);
            }

            return pair;
        }
        catch
        {
            await pair.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var name in names.Where(n => File.Exists(PinOf(n)))) await Ip($"netns delete {name}", CancellationToken.None);
    }

    private static string PinOf(string name) => "/run/netns/" + name;

    private static Task Ip(string arguments, CancellationToken cancel) => Programs.Run("/sbin/ip", arguments.Split(' '), cancel);
}

/// <summary>Who has an address inside a network namespace.</summary>
/// <param name="Pin">Of the namespace.</param>
internal sealed record Peer(string Pin, string Address);
