using System.Globalization;
using Berth.AgentProtocol;
using Berth.Node.Runtime;
using Xunit;

namespace Berth.Conformance;

/// <summary>Every setting of a container, read back from inside of it.</summary>
public abstract class ContainerSettingsConformance : EngineSuite
{
    private const string Scratch = "scratch";

    [Fact]
    public async Task Ulimits_hold_and_open_files_are_those_of_fargate_or_the_most_that_the_node_has()
    {
        var lines = await Print(
            "ulimit -Sn; ulimit -Hn; ulimit -Sc; ulimit -Hc; ulimit -Hu; grep 'Max stack' /proc/self/limits",
            s => s with { Ulimits = [new("core", 0, 1024), new("nproc", 100, 200), new("stack", 4 << 20, 4 << 20)] });
        var (soft, hard) = (Number(lines[0]), Number(lines[1]));
        Assert.Equal(soft, hard);
        Assert.InRange(hard, 1024, 65_535);
        Assert.Equal(["0", "2", "200"], lines.Skip(2).Take(3));
        Assert.Matches("4194304 +4194304", lines[5]);
    }

    [Fact]
    public async Task Open_files_are_as_asked() =>
        Assert.Equal(["512", "1024"], await Print("ulimit -Sn; ulimit -Hn", s => s with { Ulimits = [new("nofile", 512, 1024)] }));

    [Fact]
    public async Task A_limit_above_the_nodes_own_does_not_keep_it_from_starting() =>
        Assert.Single(await Print("ulimit -Hl", s => s with { Ulimits = [new("memlock", -1, -1), new("nofile", 1 << 30, 1 << 30)] }));

    [Fact]
    public async Task A_readonly_root_takes_no_write_but_its_tmpfs_and_volumes_do()
    {
        var lines = await Print(
            "touch /work/file 2>/dev/null || echo refused; touch /etc/hosts 2>/dev/null || echo refused; touch /scratch/file /dev/shm/file /data/file && echo written",
            s => s with { ReadonlyRootFilesystem = true, Tmpfs = [new("/scratch", 1, [])], MountPoints = [new(Scratch, "/data", false)] });
        Assert.Equal(["refused", "refused", "written"], lines);
    }

    [Theory]
    [InlineData("", "", "a80425fb")]
    [InlineData("SYS_PTRACE", "", "a80c25fb")]
    [InlineData("", "CHOWN MKNOD", "a00425fa")]
    [InlineData("NET_ADMIN", "ALL", "00001000")]
    [InlineData("", "ALL", "00000000")]
    public async Task Capabilities_are_dockers_with_what_is_added_and_without_what_is_dropped(string added, string dropped, string mask) =>
        Assert.Equal(
            [$"CapEff:\t00000000{mask}", $"CapBnd:\t00000000{mask}"],
            await Print("grep CapEff /proc/self/status; grep CapBnd /proc/self/status", s => s with { CapabilitiesAdded = added.Split(' ', StringSplitOptions.RemoveEmptyEntries), CapabilitiesDropped = dropped.Split(' ', StringSplitOptions.RemoveEmptyEntries) }));

    [Fact]
    public async Task Somebody_who_is_not_root_has_no_capability_in_effect() =>
        Assert.Equal(["CapEff:\t0000000000000000", "CapBnd:\t00000000a80c25fb"], await Print("grep CapEff /proc/self/status; grep CapBnd /proc/self/status", s => s with { User = "app", CapabilitiesAdded = ["SYS_PTRACE"] }));

    [Fact]
    public async Task System_calls_are_filtered_with_every_set_of_capabilities()
    {
        // 2: a filter is in force. Each set of capabilities has its own, and the second start takes it compiled.
        foreach (var added in (string[][])[[], ["SYS_PTRACE"], ["SYS_PTRACE"], ["NET_ADMIN"]])
            Assert.Equal(["Seccomp:\t2"], await Print("grep Seccomp: /proc/self/status", s => s with { CapabilitiesAdded = added }));
    }

    [Fact]
    public async Task An_init_process_reaps_zombies_and_forwards_signals()
    {
        var spec = await Start(
            "trap 'echo told; exit 42' TERM; sh -c 'setsid sleep 0.05 & echo $! > /tmp/orphan'; cat /proc/1/comm; echo $$; while [ -e /proc/$(cat /tmp/orphan) ]; do sleep 0.02; done; echo ready; while true; do sleep 0.05; done",
            s => s with { InitProcessEnabled = true });
        await Ready(spec);
        await Engine.Runtime.Signal(spec.RuntimeId, 15, CancellationToken.None);
        Assert.Equal(42, (await Exit(spec)).ExitCode);
        var lines = await Lines(spec);
        Assert.Equal("docker-init", lines[0]);
        Assert.NotEqual("1", lines[1]);
        Assert.Equal(["ready", "told"], lines.Skip(2));
        await Clean(spec);
    }

    [Fact]
    public async Task Without_an_init_process_the_command_is_the_first() => Assert.Equal(["1"], await Print("echo $$"));

    [Fact]
    public async Task A_tmpfs_has_its_size_and_dockers_options_unless_others_are_asked_for()
    {
        var lines = await Print(
            "df -m /a | grep -o ' 3 ' | head -n 1; grep ' /a ' /proc/mounts; grep ' /b ' /proc/mounts; stat -c %a /b; touch /a/file && echo written", s => s with { Tmpfs = [new("/a", 3, []), new("/b/", 1, ["exec", "ro", "mode=711"])] });
        Assert.Equal(" 3 ", lines[0]);
        Assert.Contains("rw,nosuid,nodev,noexec", lines[1], StringComparison.Ordinal);
        Assert.Contains("ro,nosuid,nodev,relatime", lines[2], StringComparison.Ordinal);
        Assert.Equal(["711", "written"], lines.Skip(3));
    }

    [Theory]
    [InlineData(null, 64)]
    [InlineData(128, 128)]
    public async Task Shared_memory_has_its_size(int? asked, int size) =>
        Assert.Equal([$" {size} ", "1777"], await Print($"df -m /dev/shm | grep -o ' {size} ' | head -n 1; stat -c %a /dev/shm", s => s with { SharedMemorySizeMib = asked }));

    [Fact]
    public async Task System_controls_are_set_and_not_writable() =>
        Assert.Equal(
            ["8192", "77", "refused"],
            await Print("sysctl -n kernel.msgmax; sysctl -n net.ipv4.ip_unprivileged_port_start; (echo 1 > /proc/sys/kernel/msgmax) 2>/dev/null || echo refused", s => s with
            {
                SystemControls = new Dictionary<string, string> { ["kernel.msgmax"] = "8192", ["net.ipv4.ip_unprivileged_port_start"] = "77" },
            }));

    [Fact]
    public async Task A_pseudo_terminal_is_one_and_its_lines_end_as_on_a_terminal()
    {
        var spec = await Start("tty; echo both >&2; ls /dev/pts", s => s with { PseudoTerminal = true });
        await Exit(spec);
        var raw = await File.ReadAllTextAsync(Engine.Output.PathOf(spec.TaskId, spec.RuntimeId));
        Assert.All(raw.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.EndsWith("\r", line, StringComparison.Ordinal));
        Assert.Contains(" stdout F /dev/pts/0\r\n", raw, StringComparison.Ordinal);
        Assert.Contains(" stdout F both\r\n", raw, StringComparison.Ordinal);
        await Clean(spec);
    }

    [Fact]
    public async Task Without_a_pseudo_terminal_there_is_none_and_nothing_to_read() => Assert.Equal(["not a tty", "/dev/null"], await Print("tty; readlink /proc/self/fd/0; cat"));

    [Fact]
    public async Task An_interactive_container_waits_for_input()
    {
        // Whoever reads is still reading when it is told to stop; with nothing to read it would have ended by itself.
        var spec = await Start("readlink /proc/self/fd/0; trap 'exit 42' TERM; (read line; kill -9 $$) & while [ ! -e /proc/$!/stat ]; do :; done; echo ready; while true; do sleep 0.05; done", s => s with { Interactive = true });
        await Ready(spec);
        await Engine.Runtime.Signal(spec.RuntimeId, 15, CancellationToken.None);
        Assert.Equal(42, (await Exit(spec)).ExitCode);
        Assert.StartsWith("pipe:", (await Lines(spec))[0], StringComparison.Ordinal);
        await Clean(spec);
    }

    [Fact]
    public async Task Limits_of_cpu_and_memory_are_seen_from_inside()
    {
        var lines = await Print(
            "cd /sys/fs/cgroup; for f in memory/memory.limit_in_bytes memory.max memory/memory.soft_limit_in_bytes memory.low cpu/cpu.shares cpu.weight; do [ -e $f ] && echo ${f##*/} $(cat $f); done; true",
            s => s with { MemoryMib = 64, MemoryReservationMib = 32, CpuUnits = 512 });
        var values = lines.Select(l => l.Split(' ')).ToDictionary(l => l[0], l => l[1]);
        Assert.Equal("67108864", values.GetValueOrDefault("memory.limit_in_bytes") ?? values["memory.max"]);
        Assert.Equal("33554432", values.GetValueOrDefault("memory.soft_limit_in_bytes") ?? values["memory.low"]);
        Assert.Equal(values.ContainsKey("cpu.shares") ? "512" : "20", values.GetValueOrDefault("cpu.shares") ?? values["cpu.weight"]);
    }

    [Fact]
    public async Task A_working_directory_that_is_missing_is_made_for_root() =>
        Assert.Equal(["/new/folder", "0:0 755", "1000"], await Print("pwd; stat -c '%u:%g %a' .; id -u", s => s with { WorkingDirectory = "/new/folder", User = "app" }));

    [Fact]
    public async Task Names_are_resolved_by_its_own_files() =>
        Assert.Equal(
            ["other", "10.0.0.9 db", "nameserver 192.0.2.1", "other"],
            await Print("hostname; cat /etc/hosts; cat /etc/resolv.conf; cat /etc/hostname", s => s with { HostName = "other", Hosts = ["10.0.0.9 db"], ResolvConf = ["nameserver 192.0.2.1"] }));

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
