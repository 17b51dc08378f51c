using System.Globalization;
using Berth.Domain.Fargate;
using CsCheck;

namespace Berth.Domain.Tests.Fargate;

public sealed class SpotReclaimTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Every task and request is of a size of Fargate's: a quarter of a vCPU and up.</summary>
    private static readonly Gen<(int Cpu, int Memory)> Sizes = Gen.OneOf(Gen.Const((256, 512)), Gen.Const((256, 1024)), Gen.Const((256, 2048)), Gen.Const((512, 1024)), Gen.Const((512, 4096)), Gen.Const((1024, 2048)), Gen.Const((1024, 8192)), Gen.Const((2048, 4096)));

    private static readonly Gen<Pool> Pools =
        from nodeSizes in Gen.Select(Gen.Int[4, 16], Gen.Int[8, 48]).Array[1, 3]
        from tasks in Gen.Select(Gen.Int[0, 2], Sizes, Gen.Bool, Gen.Int[0, 100]).List[0, 9]
        select Fill(nodeSizes, tasks);

    // A node has 4 vCPU and 16 GB. A task is name:cpu/GB, in lower case when it is Spot, with ~ when it was told to go; later ones are newer.
    [Theory]
    [InlineData("a:4/8", 4, 8, "a")]
    [InlineData("a:1/2 b:1/2 c:1/2 d:1/2", 1, 2, "d")]                // the newest
    [InlineData("a:2/4 b:1/2 c:1/2", 2, 4, "a")]                      // one rather than two
    [InlineData("a:1/2 b:1/2 c:1/2 d:1/2", 2, 4, "d c")]
    [InlineData("a:1/12 b:3/4", 1, 8, "a")]                           // it is memory that is short
    [InlineData("A:1/2 b:1/2 C:1/2 D:1/2", 1, 2, "b")]
    [InlineData("A:1/2 b:1/2 C:1/2 D:1/2", 2, 4, "")]                 // all of Spot is not enough: nobody is told
    [InlineData("A:2/4 B:2/4", 1, 2, "")]
    [InlineData("a~:2/4 b:2/4", 2, 4, "")]                            // room is coming
    [InlineData("a~:1/2 b:1/2 c:2/4", 2, 4, "c")]                     // part of it is: one of the two, the newer
    [InlineData("a:1/2 b:1/2 c:1/2", 2, 4, "c")]                      // part of it is free
    public void Names_the_fewest_and_newest(string tasks, int vcpus, int gigabytes, string named)
    {
        var pool = Parse(tasks);
        Assert.Equal(named, string.Join(' ', SpotReclaim.Choose([pool.Node], new([], Now), pool.Spot, 1, vcpus * 1024, gigabytes * 1024, Now)));
    }

    [Fact]
    public void Each_task_that_wants_room_gets_its_own()
    {
        var pool = Parse("a:1/2 b:1/2 c:1/2 d:1/2");
        var holds = new RoomHolds([], Now);
        Assert.Equal(["d", "c", "b"], SpotReclaim.Choose([pool.Node], holds, pool.Spot, 3, 1024, 2048, Now));
        Assert.Equal(3, holds.All.Count);
    }

    [Fact]
    public void Asking_again_before_the_room_is_there_names_nobody_else()
    {
        var pool = Parse("a:1/2 b:1/2 c:1/2 d:1/2");
        var holds = new RoomHolds([], Now);
        var first = SpotReclaim.Choose([pool.Node], holds, pool.Spot, 2, 1024, 2048, Now);
        var going = pool.Spot.Select(s => first.Contains(s.TaskArn) ? s with { ReclaimedUntil = Now + RoomHold.Length } : s).ToList();
        Assert.Empty(SpotReclaim.Choose([pool.Node], holds, going, 2, 1024, 2048, Now.AddSeconds(5)));
        Assert.Equal(2, holds.All.Count);
    }

    [Fact]
    public void Safety_as_few_as_can_be_on_connected_nodes_and_every_one_of_them_needed() => Gen.Select(Pools, Sizes).Sample((pool, size) =>
    {
        var named = SpotReclaim.Choose(pool.Nodes, new([], Now), pool.Spot, 1, size.Cpu, size.Memory, Now);
        var fewest = Subsets(pool.Spot.Where(s => !s.IsGoing(Now)).ToList()).Where(s => MakesRoom(pool, s, size)).Select(s => (int?)s.Count).Min();
        Assert.Equal(fewest ?? 0, named.Count);
        if (fewest is null) return;
        var tasks = pool.Spot.Where(s => named.Contains(s.TaskArn)).ToList();
        Assert.True(MakesRoom(pool, tasks, size));
        Assert.DoesNotContain(tasks, t => t.IsGoing(Now));
        Assert.All(tasks, t => Assert.False(MakesRoom(pool, tasks.Where(o => o != t).ToList(), size)));
    }, iter: 2_000);

    [Fact]
    public void Liveness_tasks_that_want_room_arrive_when_those_told_go_whatever_Spot_wants_meanwhile() => Gen.Select(Pools, Sizes, Gen.Int[1, 4]).Sample((pool, size, count) =>
    {
        var (nodes, spot) = (pool.Nodes.ToList(), pool.Spot.ToList());
        IReadOnlyList<RoomHold> holds = [];
        var wanting = Enumerable.Range(0, count).Select(i => $"new-{i}").ToList();

        // As many as fit when all Spot is gone, by the same greedy choice.
        var empty = nodes.ConvertAll(n => spot.Where(s => s.NodeArn == n.Arn).Aggregate(n, (e, s) => e.With(-s.CpuUnits, -s.MemoryMib)));
        var fitting = PoolAdmission.Admit(Snapshot(empty, [], []), [.. wanting.Select(w => new PoolRequest(w, false, null))], size.Cpu, size.Memory, Now).Grants.Count;
        var granted = new List<PoolGrant>();
        for (var round = 0; round < 12 && granted.Count < fitting; round++)
        {
            var now = Now.AddMinutes(round);
            var plan = PoolAdmission.Admit(Snapshot(nodes, holds, spot), [.. wanting.Skip(granted.Count).Select(w => new PoolRequest(w, false, null))], size.Cpu, size.Memory, now);
            foreach (var grant in plan.Grants) nodes = nodes.ConvertAll(n => n.Arn == grant.NodeArn ? n.With(size.Cpu, size.Memory) : n);
            granted.AddRange(plan.Grants);
            holds = plan.Holds;
            foreach (var gone in spot.Where(s => s.IsGoing(now) || plan.Reclaimed.Contains(s.TaskArn)).ToList())
            {
                spot.Remove(gone);
                nodes = nodes.ConvertAll(n => n.Arn == gone.NodeArn ? n.With(-gone.CpuUnits, -gone.MemoryMib) : n);
            }

            // A Spot service that lost its tasks wants them back at once.
            var greedy = PoolAdmission.Admit(Snapshot(nodes, holds, spot), [new("spot-" + round, true, null)], 256, 512, now);
            foreach (var grant in greedy.Grants)
            {
                nodes = nodes.ConvertAll(n => n.Arn == grant.NodeArn ? n.With(256, 512) : n);
                spot.Add(new(grant.TaskArn, grant.NodeArn, 256, 512, now, null));
            }

            Assert.All(nodes, n => Assert.True(n.FreeCpuUnits >= 0 && n.FreeMemoryMib >= 0));
        }

        Assert.True(granted.Count >= fitting, $"{granted.Count} of {fitting}");
    }, iter: 2_000);

    private static PoolSnapshot Snapshot(IReadOnlyList<PoolNode> nodes, IReadOnlyList<RoomHold> holds, IReadOnlyList<SpotTask> spot) => new(nodes, holds, spot, 0, 0, 1_000_000, 1_000_000);

    private static bool MakesRoom(Pool pool, IReadOnlyList<SpotTask> gone, (int Cpu, int Memory) size) => pool.Nodes.Where(n => n.Connected).Any(n =>
    {
        var free = pool.Spot.Where(s => s.NodeArn == n.Arn && (s.IsGoing(Now) || gone.Contains(s))).Aggregate(n, (e, s) => e.With(-s.CpuUnits, -s.MemoryMib));
        return free.FreeCpuUnits >= size.Cpu && free.FreeMemoryMib >= size.Memory;
    });

    private static IEnumerable<IReadOnlyList<SpotTask>> Subsets(IReadOnlyList<SpotTask> tasks) => Enumerable.Range(0, 1 << tasks.Count).Select(bits => (IReadOnlyList<SpotTask>)[.. tasks.Where((_, i) => (bits >> i & 1) == 1)]);

    /// <summary>Tasks of which some are Spot, each on its node as long as it has room there.</summary>
    private static Pool Fill((int Quarters, int Halves)[] nodeSizes, IReadOnlyList<(int Node, (int Cpu, int Memory) Size, bool OnDemand, int Age)> tasks)
    {
        var nodes = nodeSizes.Select((s, i) => new PoolNode($"arn:{i}", true, s.Quarters * 256, s.Halves * 512, 0, 0)).ToArray();
        var spot = new List<SpotTask>();
        foreach (var (at, size, onDemand, age) in tasks)
        {
            var node = at % nodes.Length;
            if (nodes[node].FreeCpuUnits < size.Cpu || nodes[node].FreeMemoryMib < size.Memory) continue;
            nodes[node] = nodes[node].With(size.Cpu, size.Memory);
            if (!onDemand || age > 20) spot.Add(new($"t{spot.Count}", nodes[node].Arn, size.Cpu, size.Memory, Now.AddMinutes(-age), age % 7 == 0 ? Now.AddMinutes(1) : null));
        }

        return new(nodes, spot);
    }

    private static (PoolNode Node, IReadOnlyList<SpotTask> Spot) Parse(string text)
    {
        var node = new PoolNode("n", true, 4 * 1024, 16 * 1024, 0, 0);
        var spot = new List<SpotTask>();
        foreach (var (i, task) in text.Split(' ').Index())
        {
            var (name, size) = (task.Split(':')[0], task.Split(':')[1].Split('/'));
            var (cpu, memory) = (int.Parse(size[0], CultureInfo.InvariantCulture) * 1024, int.Parse(size[1], CultureInfo.InvariantCulture) * 1024);
            node = node.With(cpu, memory);
            if (char.IsLower(name[0])) spot.Add(new(name.TrimEnd('~'), "n", cpu, memory, Now.AddMinutes(i - 60), name.EndsWith('~') ? Now.AddMinutes(1) : null));
        }

        return (node, spot);
    }

    private sealed record Pool(IReadOnlyList<PoolNode> Nodes, IReadOnlyList<SpotTask> Spot);
}
