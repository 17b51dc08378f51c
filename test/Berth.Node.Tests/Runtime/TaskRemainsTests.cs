using Berth.Domain.Kernel;
using Berth.Node.Native;
using Berth.Node.Runtime;
using Berth.Testing.Kernel;

namespace Berth.Node.Tests.Runtime;

public sealed class TaskRemainsTests(RealEngine engine) : IDisposable
{
    private readonly BerthInstance berth = new()
    {
        Id = "w" + new RandomIds().Hex(5),
        DataDirectory = Directory.CreateTempSubdirectory("berth-remains-").FullName,
        RunDirectory = Directory.CreateTempSubdirectory("berth-remains-run-").FullName,
        Scope = AwsScope.Default,
        AvailabilityZones = ["ap-northeast-1a"],
        Port = 1,
    };

    [Fact]
    public async Task What_nobody_knows_is_swept_away_and_what_is_known_stays()
    {
        var files = new ContainerFiles(berth);
        foreach (var task in (string[])["known", "lost"])
        {
            new TaskCgroup(berth.Id, task).Make(256, 64);
            Directory.CreateDirectory(Path.Combine(files.VolumesOf(task), "data"));
            Directory.CreateDirectory(Path.Combine(files.Output, task));
        }

        await new TaskRemains(berth, files, TimeProvider.System).Sweep(new HashSet<string> { "known" }, CancellationToken.None);
        Assert.Equal(["known"], TaskCgroup.Tasks(berth.Id));
        Assert.Equal(["known"], Directory.GetDirectories(files.Volumes).Select(Path.GetFileName));
        Assert.Equal(["known"], Directory.GetDirectories(files.Output).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Limits_under_which_something_is_just_ending_go_when_it_has_ended()
    {
        var cgroup = new TaskCgroup(berth.Id, "busy");
        cgroup.Make(256, 64);
        var (pid, exit) = engine.Spawner.Start("/bin/sleep", ["600"]);
        await File.WriteAllTextAsync(Path.Combine(cgroup.DirectoryOf("pids", ""), "cgroup.procs"), pid.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var removal = new TaskRemains(berth, new(berth), TimeProvider.System).Remove("busy", CancellationToken.None);
        Assert.False(removal.IsCompleted);
        Libc.Kill(pid, Libc.SignalKill);
        await exit;
        await removal;
        Assert.False(Directory.Exists(cgroup.DirectoryOf("pids", "")));
    }

    [Fact]
    public async Task Directories_with_more_names_than_are_read_at_once_go_whole()
    {
        var files = new ContainerFiles(berth);
        foreach (var directory in (string[])["", "below"])
        {
            var path = Path.Combine(files.VolumesOf("many"), "data", directory);
            Directory.CreateDirectory(path);
            for (var i = 0; i < 4200; i++) await File.WriteAllBytesAsync(Path.Combine(path, i.ToString(System.Globalization.CultureInfo.InvariantCulture)), []);
        }

        await new TaskRemains(berth, files, TimeProvider.System).Remove("many", CancellationToken.None);
        Assert.False(Directory.Exists(files.VolumesOf("many")));
    }

    public void Dispose()
    {
        TaskCgroup.RemoveRoot(berth.Id);
        Directory.Delete(berth.DataDirectory, recursive: true);
        Directory.Delete(berth.RunDirectory, recursive: true);
    }
}
