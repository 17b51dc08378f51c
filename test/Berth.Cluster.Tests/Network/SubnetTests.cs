using Berth.Contracts.Network;
using Berth.Domain.Network;
using Berth.Storage;
using Berth.Testing.Stores;

namespace Berth.Cluster.Tests.Network;

public sealed class SubnetTests : IAsyncLifetime
{
    private readonly MemoryStore store = new();
    private ControlPlane berth = null!;

    public async ValueTask InitializeAsync() => berth = await ControlPlane.Start(store);

    public ValueTask DisposeAsync() => berth.DisposeAsync();

    [Fact]
    public async Task The_same_task_gets_the_same_interface_again()
    {
        var first = await berth.Subnet.Allocate(Request("a", false));
        var again = await berth.Subnet.Allocate(Request("a", false));
        Assert.Equal(first!.Interface.InterfaceId, again!.Interface.InterfaceId);
        Assert.Single(await store.List("network-interface"));
    }

    [Fact]
    public async Task Many_at_once_never_share_an_address()
    {
        var grants = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => berth.Subnet.Allocate(Request($"t{i}", true))));
        Assert.Equal(40, grants.Select(g => g!.Interface.PrivateIpv4Address).Distinct().Count());
        Assert.Equal(40, grants.Select(g => g!.Interface.PublicIpv4Address).Distinct().Count());
    }

    [Fact]
    public async Task An_address_is_free_after_it_was_given_back_and_a_second_time_does_no_harm()
    {
        var free = await berth.Subnet.Available();
        await berth.Subnet.Allocate(Request("a", true));
        Assert.Equal(free - 1, await berth.Subnet.Available());
        await berth.Subnet.Free("a");
        await berth.Subnet.Free("a");
        Assert.Equal(free, await berth.Subnet.Available());
        Assert.Empty(await store.List("network-interface"));
    }

    [Fact]
    public async Task A_restarted_server_still_knows_what_is_taken()
    {
        var first = await berth.Subnet.Allocate(Request("a", true));
        await using var second = await ControlPlane.Start(store);
        var other = await second.Subnet.Allocate(Request("b", true));
        Assert.NotEqual(first!.Interface.PrivateIpv4Address, other!.Interface.PrivateIpv4Address);
        Assert.NotEqual(first.Interface.PublicIpv4Address, other.Interface.PublicIpv4Address);
        Assert.Equal(first.Interface.InterfaceId, (await second.Subnet.Allocate(Request("a", true)))!.Interface.InterfaceId);
    }

    [Fact]
    public async Task Churn_and_crashes_give_no_address_twice_and_lose_none()
    {
        var dice = new Random(20260101);
        var held = new Dictionary<string, string>();
        await using var small = new Restarts(new MemoryStore());
        await small.Crash();
        for (var step = 0; step < 200; step++)
        {
            var owner = $"t{dice.Next(40)}";
            switch (dice.Next(25))
            {
                case 0:
                    await small.Crash();
                    break;
                case < 8 when held.Remove(owner):
                    await small.Subnet.Free(owner);
                    break;
                default:
                    if ((await small.Subnet.Allocate(Request(owner, dice.Next(2) == 0)))?.Interface.PrivateIpv4Address is not { } address)
                    {
                        Assert.Equal(SubnetAddresses.Available(Cidr.Parse(Restarts.Block), 0), held.Count);
                        break;
                    }

                    Assert.DoesNotContain(held, h => h.Value == address && h.Key != owner);
                    Assert.True(!held.TryGetValue(owner, out var before) || before == address, "An owner keeps its address.");
                    held[owner] = address;
                    break;
            }

            Assert.Equal(SubnetAddresses.Available(Cidr.Parse(Restarts.Block), held.Count), await small.Subnet.Available());
        }
    }

    /// <summary>A control plane that dies and comes back, on what the store holds, with a subnet that runs out soon.</summary>
    private sealed class Restarts(MemoryStore store) : IAsyncDisposable
    {
        public const string Block = "172.31.0.0/27";
        private ControlPlane? plane;

        public ISubnetGrain Subnet => (plane ?? throw new InvalidOperationException("Crash it first.")).Subnet;

        public async Task Crash()
        {
            if (plane is not null) await plane.DisposeAsync();
            plane = await ControlPlane.Start(store, Block);
        }

        public async ValueTask DisposeAsync()
        {
            if (plane is not null) await plane.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_closed_subnet_gives_no_interface_until_each_who_closed_it_has_opened_it_again()
    {
        await berth.Subnet.Allocate(Request("a", false));
        Assert.False(await berth.Subnet.Close());
        await berth.Subnet.Free("a");
        Assert.True(await berth.Subnet.Close());
        Assert.True(await berth.Subnet.Close());
        await berth.Subnet.Reopen();
        Assert.Null(await berth.Subnet.Allocate(Request("b", false)));
        await berth.Subnet.Reopen();
        Assert.NotNull(await berth.Subnet.Allocate(Request("b", false)));
    }

    [Fact]
    public async Task A_subnet_that_was_deleted_is_not_opened_again_by_who_came_too_late_to_delete_it()
    {
        Assert.True(await berth.Subnet.Close());
        Assert.True(await berth.Subnet.Close());
        await store.Commit([new RowWrite.Delete("subnet", "subnet-1", 1)]);
        await berth.Subnet.Reopen();
        await berth.Subnet.Reopen();
        Assert.Null(await berth.Subnet.Allocate(Request("a", false)));
    }

    private static InterfaceRequest Request(string task, bool publicIp) => new(task, "attachment", ["sg-1"], publicIp);
}
