using Berth.AgentProtocol;
using Berth.Node.Runtime;
using Berth.Testing.Images;
using Xunit;

namespace Berth.Conformance;

/// <summary>Volumes that containers of a task share, images of many layers, and what no container may reach.</summary>
public abstract class ContainerIsolationConformance : EngineSuite
{
    private const string Shared = "shared";

    [Fact]
    public async Task Containers_of_a_task_share_a_volume_and_who_may_only_read_it_does()
    {
        var writer = await Start("stat -c '%u:%g %a' /data; echo content > /data/file; echo ready; sleep 60", s => s with { MountPoints = [new(Shared, "/data", false)] });
        await Ready(writer);
        var reader = await Spec("cat /in/put/file; (echo more >> /in/put/file) 2>/dev/null || echo refused");
        reader = reader with { RuntimeId = TaskId + "-0000000002", MountPoints = [new(Shared, "/in/put", true)] };
        await Engine.Runtime.Start(reader, CancellationToken.None);
        await Exit(reader);
        Assert.Equal(["content", "refused"], await Lines(reader));
        Assert.Equal("0:0 755", (await Lines(writer))[0]);
        await Engine.Runtime.Remove(reader.RuntimeId, CancellationToken.None);
        await Clean(writer);
    }

    [Fact]
    public async Task A_volume_over_a_declared_one_begins_with_what_the_image_has_there_and_keeps_what_was_written()
    {
        const string Look = "stat -c '%u:%g %a %n' /declared /declared/hello; readlink /declared/link; cat /declared/hello";
        string[] original = ["1000:1001 750 /declared", "1000:1001 750 /declared/hello", "/etc/passwd", "from the image"];
        var first = await Start(Look + "; echo changed > /declared/hello", s => s with { MountPoints = [new(Shared, "/declared/", false)] });
        await Exit(first);
        Assert.Equal(original, await Lines(first));
        var second = (await Spec(Look)) with { RuntimeId = TaskId + "-0000000002", MountPoints = [new(Shared, "/declared", false)] };
        await Engine.Runtime.Start(second, CancellationToken.None);
        await Exit(second);
        Assert.Equal([.. original[..3], "changed"], await Lines(second));
        await Engine.Runtime.Remove(second.RuntimeId, CancellationToken.None);
        await Clean(first);
    }

    [Fact]
    public async Task A_volume_anywhere_else_begins_empty() =>
        Assert.Equal(["0", "0:0 755"], await Print("ls -A /etc/inner | wc -l; stat -c '%u:%g %a' /etc/inner", s => s with { MountPoints = [new(Shared, "/etc/inner", false)] }));

    [Fact]
    public async Task Parents_are_mounted_before_children_in_whatever_order_they_are_named() =>
        Assert.Equal(
            ["/a", "/a/b", "/a/b/c", "1"],
            await Print("for m in /a /a/b /a/b/c; do grep -o \" $m \" /proc/mounts | grep -o '[^ ]*'; done; touch /a/b/c/file; ls /a/b/c | wc -l", s => s with
            {
                MountPoints = [new("inner", "/a/b/c", false), new(Shared, "/a", false)],
                Tmpfs = [new("/a/b", 1, [])],
            }));

    [Theory]
    [InlineData("/outside/here")]
    [InlineData("/work/../../../../tmp/here")]
    public async Task A_path_leads_nowhere_but_into_the_container(string path)
    {
        var name = "here-" + TaskId;
        var lines = await Print($"touch /tmp/{name}/file && ls /tmp/{name}; pwd", s => s with { MountPoints = [new(Shared, path.Replace("here", name, StringComparison.Ordinal), false)], WorkingDirectory = "/outside/" + name });
        Assert.Equal(["file", "/tmp/" + name], lines);
        Assert.False(Directory.Exists("/tmp/" + name));
    }

    [Theory]
    [InlineData("/proc/sys")]
    [InlineData("/proc")]
    [InlineData("/work/..")]
    public async Task Nothing_is_mounted_over_what_protects_the_machine(string path)
    {
        var spec = (await Spec("true")) with { MountPoints = [new(Shared, path, false)] };
        await Assert.ThrowsAsync<ContainerStartException>(() => Engine.Runtime.Start(spec, CancellationToken.None));
        await Clean(spec);
    }

    [Fact]
    public async Task A_volume_goes_with_its_task_whatever_was_written_there() =>
        Assert.Equal(
            ["made"],
            await Print("cd /data; ln -s /etc/passwd link; touch \"$(printf '\\377')\" lifted-0; n=$(printf '%0250d' 0); for i in $(seq 20); do mkdir $n lifted-0 2>/dev/null; cd -P $n || exit; touch file; done; echo made", s => s with
            {
                MountPoints = [new(Shared, "/data", false)],
            }));

    [Fact]
    public async Task Every_mount_is_private() => Assert.Equal(["none"], await Print("grep -E ' (shared|master):' /proc/self/mountinfo || echo none"));

    [Fact]
    public async Task No_device_of_the_machine_is_there_or_can_be_made() =>
        Assert.Equal(
            ["none", "refused", "readable"],
            await Print("ls -l /dev | grep '^b' || echo none; mknod /tmp/disk b 254 0; (dd if=/tmp/disk of=/dev/null count=1) 2>/dev/null || echo refused; dd if=/dev/zero of=/dev/null count=1 2>/dev/null && echo readable"));

    [Fact]
    public async Task What_tells_of_the_machine_is_masked() =>
        Assert.Equal(
            ["0", "0", "refused", "refused"],
            await Print("cat /proc/keys | wc -c; ls -A /sys/firmware | wc -l; (echo 1 > /proc/sysrq-trigger) 2>/dev/null || echo refused; touch /sys/kernel/file 2>/dev/null || echo refused"));

    [Fact]
    public async Task An_image_of_many_layers_starts()
    {
        var tall = await Engine.Images.Pull(Engine.Busybox with { Tag = "tall" }, Engine.Authorization, Engine.Connections, CancellationToken.None);
        Assert.Equal([$"{BusyboxLayout.TallLayers - 1}"], await Print("ls /layers | wc -l", s => s with { Image = tall }));
    }
}
