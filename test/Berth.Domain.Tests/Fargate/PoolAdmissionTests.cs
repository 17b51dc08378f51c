using Berth.Domain.Fargate;
using CsCheck;

namespace Berth.Domain.Tests.Fargate;

public sealed class PoolAdmissionTests
{
    private static readonly Gen<PoolNode> Nodes =
        from id in Gen.Int[0, 5]
        from connected in Gen.Bool
        from cpu in Gen.Int[0, 4096]
        from memory in Gen.Int[0, 8192]
        from usedCpu in Gen.Int[0, 4096]
        from usedMemory in Gen.Int[0, 8192]
        select new PoolNode($"arn:{id}", connected, cpu, memory, usedCpu, usedMemory);

    [Fact]
    public void The_node_with_most_cpu_free_is_chosen()
    {
        PoolNode[] nodes = [Node("a", 1024, 512), Node("b", 1024, 0), Node("c", 1024, 256)];
        Assert.Equal("b", PoolAdmission.Choose(nodes, 256, 512)!.Arn);
    }

    [Fact]
    public void A_node_that_is_away_gets_nothing() =>
        Assert.Null(PoolAdmission.Choose([Node("a", 1024, 0) with { Connected = false }], 256, 512));

    [Fact]
    public void Safety_no_node_is_ever_given_more_than_it_offers() => Gen.Select(Nodes.List[0, 6], Gen.Int[1, 4096], Gen.Int[1, 8192]).Sample((nodes, cpu, memory) =>
    {
        if (PoolAdmission.Choose(nodes, cpu, memory) is not { } chosen) return;
        Assert.True(chosen.Connected);
        Assert.True(chosen.ClaimedCpuUnits + cpu <= chosen.CpuUnits);
        Assert.True(chosen.ClaimedMemoryMib + memory <= chosen.MemoryMib);
    });

    [Fact]
    public void Liveness_when_a_connected_node_has_room_one_is_chosen_whatever_the_order() => Gen.Select(Nodes.List[1, 6], Gen.Int[1, 4096], Gen.Int[1, 8192]).Sample((nodes, cpu, memory) =>
    {
        var room = nodes.Exists(n => n.Connected && n.CpuUnits - n.ClaimedCpuUnits >= cpu && n.MemoryMib - n.ClaimedMemoryMib >= memory);
        var chosen = PoolAdmission.Choose(nodes, cpu, memory);
        Assert.Equal(room, chosen is not null);
        Assert.Equal(chosen?.Arn, PoolAdmission.Choose(nodes.AsEnumerable().Reverse(), cpu, memory)?.Arn);
    });

    private static PoolNode Node(string arn, int cpu, int used) => new(arn, true, cpu, 4096, used, 0);
}
