using Berth.AgentProtocol;
using Berth.Node.Reconcile;
using Berth.Testing.Records;
using CsCheck;

namespace Berth.Node.Tests.Reconcile;

public sealed class SharedVolumesTests
{
    private static readonly Gen<NativeTask> AnyTask =
        Gen.Select(Gen.Int[0, 3], Gen.Bool).Array[0, 3].Array[4].Select(links => SampleOrders.Task([.. links.Select((from, i) => Container($"c{i}", $"v{i}:/v{i}", [.. from.Select(f => $"c{f.Item1}{(f.Item2 ? ":ro" : "")}")]))]));

    // Containers one after another: name, its mount points, whom it takes from.
    [Theory]
    [InlineData("/data", "a v:/data", "b - a")]
    [InlineData("/data:ro", "a v:/data", "b - a:ro")]
    [InlineData("/data:ro", "a v:/data:ro", "b - a")]
    [InlineData("/data:ro", "a v:/data", "x - a:ro", "b - x")]
    [InlineData("/data /more", "a v:/data", "x w:/more a", "b - x")]
    [InlineData("/data", "a v:/data:ro", "b w:/data/ a")]
    [InlineData("/data:ro", "a v:/data", "x w:/data", "b - a x:ro")]
    [InlineData("", "b - nobody")]
    public void Takes_what_the_others_have(string expected, params string[] containers)
    {
        var task = SampleOrders.Task([.. containers.Select(c => c.Split(' ')).Select(p => Container(p[0], p[1], p[2..]))]);
        Assert.Equal(expected, string.Join(' ', SharedVolumes.Of(task, task.Containers[^1]).Select(m => m.ContainerPath.TrimEnd('/') + (m.ReadOnly ? ":ro" : ""))));
    }

    [Fact]
    public void What_is_readonly_where_it_comes_from_is_never_writable() =>
        AnyTask.Sample(task => task.Containers.All(c => SharedVolumes.Of(task, c).All(m => !m.ReadOnly || m.ContainerPath != "/v" + c.Name[1..])
            && c.VolumesFrom.Where(f => f.ContainerName != c.Name).GroupBy(f => f.ContainerName).Where(g => g.All(f => f.ReadOnly) && c.VolumesFrom.All(f => f.ReadOnly)).All(g => SharedVolumes.Of(task, c).First(m => m.ContainerPath == "/v" + g.Key[1..]).ReadOnly)));

    [Fact]
    public void Always_ends_also_in_a_circle() => AnyTask.Sample(task => task.Containers.All(c => SharedVolumes.Of(task, c).Count is >= 1 and <= 4));

    private static NativeContainer Container(string name, string mounts, string[] from) => new()
    {
        ContainerArn = name,
        RuntimeId = name,
        Name = name,
        Image = "web",
        MountPoints = mounts == "-" ? [] : [.. mounts.Split(',').Select(m => m.Split(':')).Select(m => new NativeMountPoint(m[0], m[1], m.Length == 3))],
        VolumesFrom = [.. from.Select(f => f.Split(':')).Select(f => new NativeVolumesFrom(f[0], f.Length == 2))],
    };
}
