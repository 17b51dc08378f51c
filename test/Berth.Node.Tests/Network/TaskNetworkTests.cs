using Berth.AgentProtocol;
using Berth.Testing.Records;

namespace Berth.Node.Tests.Network;

/// <summary>What the kernel really has after the network was asked.</summary>
public sealed class TaskNetworkTests(RealEngine engine)
{
    private readonly string taskId = Guid.NewGuid().ToString("N");

    [Fact]
    public async Task A_namespace_that_nobody_knows_is_swept_and_the_others_stay()
    {
        var kept = Guid.NewGuid().ToString("N");
        var gone = await engine.Network.Attach(taskId, Card(), CancellationToken.None);
        var stays = await engine.Network.Attach(kept, Card(), CancellationToken.None);
        var known = Directory.EnumerateFiles(Path.GetDirectoryName(stays)!, "task-*.json").Select(f => Path.GetFileNameWithoutExtension(f)["task-".Length..]).Where(id => id != taskId).ToHashSet();
        await engine.Network.Sweep(known, CancellationToken.None);
        Assert.False(File.Exists(gone));
        Assert.True(File.Exists(stays));
        await engine.Network.Detach(kept, CancellationToken.None);
    }

    [Fact]
    public async Task A_half_made_namespace_is_made_whole()
    {
        var pin = await engine.Network.Attach(taskId, Card(), CancellationToken.None);

        // As if the node had died before it wrote down that the namespace is whole.
        File.Delete(Path.Combine(Path.GetDirectoryName(pin)!, $"task-{taskId}.json"));
        var card = Card();
        await engine.Network.Attach(taskId, card, CancellationToken.None);
        Assert.Contains(card.PrivateIpv4Address, await Addresses(pin), StringComparison.Ordinal);
        await engine.Network.Detach(taskId, CancellationToken.None);
    }

    private NativeInterface Card() => SampleOrders.Interface("172.28", engine.NextAddress(), "vpc-tests");

    private static Task<string> Addresses(string pin) => Berth.Node.Native.ShortThread.InNetwork(pin, () =>
    {
        var addresses = System.Net.NetworkInformation.NetworkInterface.GetAllNetworkInterfaces().SelectMany(n => n.GetIPProperties().UnicastAddresses);
        return string.Join(' ', addresses.Select(a => a.Address));
    });
}
