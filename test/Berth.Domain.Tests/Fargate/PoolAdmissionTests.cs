using Berth.Domain.Fargate;
using CsCheck;

namespace Berth.Domain.Tests.Fargate;

public sealed class PoolAdmissionTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

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

    // A node of 2 vCPU; a request is o for on-demand or s for Spot, each of one vCPU; the answer has the node's letter or a dash for each.
    [Theory]
    [InlineData("oo", 0, 0, 6, 6, "nn", null)]
    [InlineData("ooo", 0, 0, 6, 6, "nn-", PoolShortage.Capacity)]
    [InlineData("oos", 0, 0, 6, 6, "nn-", PoolShortage.Capacity)]
    [InlineData("os", 6, 0, 6, 6, "-n", PoolShortage.VcpuQuota)]      // each kind has its quota
    [InlineData("so", 0, 6, 6, 6, "-n", PoolShortage.VcpuQuota)]
    [InlineData("ss", 0, 5, 6, 6, "n-", PoolShortage.VcpuQuota)]
    [InlineData("sosoo", 6, 0, 6, 6, "n-n--", PoolShortage.VcpuQuota)]
    public void Admits_by_room_and_by_the_quota_of_each_kind(string requests, int onDemand, int spot, int onDemandQuota, int spotQuota, string answer, PoolShortage? shortage)
    {
        var plan = PoolAdmission.Admit(
            new([Node("n", 2048, 0)], [], [], onDemand * 1024, spot * 1024, onDemandQuota, spotQuota), [.. requests.Select((r, i) => new PoolRequest($"t{i}", r == 's', null))], 1024, 1024, Now);
        Assert.Equal((answer, shortage), (string.Concat(requests.Select((_, i) => plan.Grants.FirstOrDefault(g => g.TaskArn == $"t{i}")?.NodeArn ?? "-")), plan.Shortage));
    }

    [Fact]
    public void Who_has_room_keeps_it_and_costs_no_quota() =>
        Assert.Equal(["a", "n"], PoolAdmission.Admit(new([Node("n", 1024, 0)], [], [], 5 * 1024, 0, 6, 6), [new("t0", false, "a"), new("t1", false, null)], 1024, 1024, Now).Grants.Select(g => g.NodeArn));

    [Fact]
    public void A_Spot_task_gets_no_room_that_is_held_and_another_takes_the_hold_with_the_room()
    {
        var pool = new PoolSnapshot([Node("n", 1024, 0)], [new("n", 1024, 1024, Now.AddMinutes(1))], [], 0, 0, 6, 6);
        Assert.Equal(PoolShortage.Capacity, PoolAdmission.Admit(pool, [new("t0", true, null)], 1024, 1024, Now).Shortage);
        Assert.Single(PoolAdmission.Admit(pool, [new("t0", true, null)], 1024, 1024, Now.AddMinutes(1)).Grants);
        var plan = PoolAdmission.Admit(pool, [new("t0", false, null)], 1024, 1024, Now);
        Assert.Equal((1, 0), (plan.Grants.Count, plan.Holds.Count));
    }

    private static PoolNode Node(string arn, int cpu, int used) => new(arn, true, cpu, 4096, used, 0);
}
