using System.Text.Json;
using System.Text.Json.Nodes;
using Berth.Domain.Containers;
using Berth.Domain.Kernel;
using Berth.Domain.Nodes;
using Berth.Node.Images;
using Berth.Node.Images.Containerd;
using Berth.Node.Native;
using Berth.Node.Runtime.Oci;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Berth.Node.Runtime;

/// <summary>Containers by conmon and crun, on snapshots of containerd. No daemon stands between: each container has its own monitor and outlives every process of ours.</summary>
internal sealed partial class ConmonRuntime(
    BerthInstance berth, ContainerFiles files, ContainerdClient containerd, Spawner spawner, MountNamespace mounts, ExitWatch exits, TimeProvider clock, ILogger<ConmonRuntime> log)
    : IContainerRuntime, IContainerOutput, IDisposable
{
    private const string Conmon = "/usr/bin/conmon";
    private static readonly string Crun = File.Exists("/usr/bin/crun") ? "/usr/bin/crun" : "/usr/sbin/runc";
    private readonly SeccompFilters seccomp = new(files.CompiledFilters, log);
    private readonly TaskVolumes volumes = new(files, spawner, mounts);
    private readonly NodeCapacity own = NodeCapacity.Read();
    private readonly TaskRemains remains = new(berth, files, clock);
    private int saidLowered;

    public Task<IReadOnlyList<AdoptedContainer>> Adopt(CancellationToken cancel)
    {
        files.MakeDirectories();
        exits.Start();
        IReadOnlyList<AdoptedContainer> found =
        [
            .. Directory.EnumerateDirectories(files.Containers).Select(ContainerNote.Read).OfType<ContainerNote>()
                .Select(note => new AdoptedContainer(note.TaskId, note.RuntimeId, note.Pid == 0 ? new ContainerExit(null, false, clock.GetUtcNow(), LostExit.ContainerGone) : exits.Read(note))
                {
                    StartedAt = note.Pid == 0 || File.Exists(files.StartGate(note.RuntimeId)) ? null : ContainerNote.WrittenAt(files.Bundle(note.RuntimeId)),
                    RestartCount = note.RestartCount,
                }),
        ];
        return Task.FromResult(found);
    }

    public Task PrepareTask(TaskLimits limits, CancellationToken cancel)
    {
        new TaskCgroup(berth.Id, limits.TaskId).Make(limits.CpuUnits, limits.MemoryMib);
        Directory.CreateDirectory(Path.Combine(files.Output, limits.TaskId));
        return Task.CompletedTask;
    }

    public async Task Start(ContainerSpec spec, CancellationToken cancel)
    {
        var bundle = files.Bundle(spec.RuntimeId);
        if (ContainerNote.Read(bundle) is { } earlier && IsCreated(earlier))
        {
            await GoOn(spec.RuntimeId);
            return;
        }

        // What an earlier try left behind would be in the way.
        await Remove(spec.RuntimeId, cancel);
        Directory.CreateDirectory(files.RootFileSystem(spec.RuntimeId));
        new ContainerNote(spec.TaskId, spec.RuntimeId, 0, 0).Write(bundle);
        var snapshot = await Prepare(spec, cancel);
        try
        {
            var makeParts = Choose(spec, bundle);
            var filled = await FillVolumes(spec, snapshot, cancel);
            await Launch(new ContainerNote(spec.TaskId, spec.RuntimeId, 0, 0) { Monitor = ConmonArguments(spec, bundle) }, () =>
            {
                if (!filled) SnapshotMount.Mount(snapshot, files.RootFileSystem(spec.RuntimeId));
                var user = ContainerUser.Resolve(spec.User, ReadInside(spec.RuntimeId, "passwd"), ReadInside(spec.RuntimeId, "group"));
                WriteConfiguration(spec.RuntimeId, OciConfig.Write(spec, makeParts with { User = user }).ToJsonString());
            });
            if (makeParts is { Seccomp: { } filter, CompiledFilter: null }) seccomp.Keep(filter, Path.Combine(files.RuntimeState, spec.RuntimeId, "seccomp.bpf"));
        }
        catch (Exception failure) when (failure is IOException or ContainerStartException)
        {
            await Remove(spec.RuntimeId, CancellationToken.None);
            throw failure as ContainerStartException ?? new ContainerStartException(failure.Message, failure);
        }
    }

    /// <summary>The runtime finds it in the bundle, by a link: the variables of a container are in no file of the data directory.</summary>
    private void WriteConfiguration(string runtimeId, string text)
    {
        var path = Path.Combine(files.ConfigurationOf(runtimeId), ConfigurationName);
        Directory.CreateDirectory(files.ConfigurationOf(runtimeId));
        File.WriteAllText(path, text);
        File.CreateSymbolicLink(Path.Combine(files.Bundle(runtimeId), ConfigurationName), path);
    }

    /// <summary>Its process is there and runs, or waits for its start, or has run. One that died while it waited is none.</summary>
    private bool IsCreated(ContainerNote note) =>
        note.Pid > 0 && (note.IsAlive || (File.Exists(files.ExitCode(note.RuntimeId)) && !File.Exists(files.StartGate(note.RuntimeId))));

    /// <summary>Starts what an earlier process only created, before it was killed.</summary>
    private async Task GoOn(string runtimeId)
    {
        var gate = files.StartGate(runtimeId);
        if (!File.Exists(gate)) return;
        try
        {
            await Execute(runtimeId);
        }
        catch (ContainerStartException)
        {
            // The start that was under way came first.
            if (!File.Exists(gate)) return;
            await Remove(runtimeId, CancellationToken.None);
            throw;
        }
    }

    private async Task Launch(ContainerNote note, Action prepare)
    {
        await Create(note, prepare);
        await Execute(note.RuntimeId);
    }

    private async Task Execute(string runtimeId)
    {
        var start = await mounts.Run(() => spawner.Run(Crun, ["--root=" + files.RuntimeState, "start", runtimeId]));
        var (code, output) = await start;
        if (code != 0) throw new ContainerStartException(Words(output));
    }

    /// <summary>Has conmon create the container; the note says whose process it is before that executes.</summary>
    private async Task Create(ContainerNote note, Action prepare)
    {
        var bundle = files.Bundle(note.RuntimeId);
        using var pipe = new PipeReader();
        var created = await mounts.Run(() =>
        {
            prepare();
            var started = spawner.Start(Conmon, note.Monitor, [.. Environment, "_OCI_SYNCPIPE=3"], bundle, new Dictionary<int, int> { [3] = pipe.WriteEnd }, session: true);
            pipe.CloseWriteEnd();
            return started;
        });
        var pid = ReadPid(await pipe.ReadLine());
        await created.Exit;
        var monitor = files.MonitorOf(note.RuntimeId) ?? 0;
        (note with { Pid = pid, StartTicks = ProcessStat.StartTicks(pid) ?? 0, MonitorPid = monitor, MonitorStartTicks = ProcessStat.StartTicks(monitor) ?? 0 }).Write(bundle);
    }

    public Task Signal(string runtimeId, int signal, CancellationToken cancel)
    {
        if (ContainerNote.Read(files.Bundle(runtimeId)) is not { IsAlive: true } note) return Task.CompletedTask;

        // What is frozen does not even die of SIGKILL.
        Cgroup(note).Thaw(runtimeId);
        Libc.Kill(note.Pid, signal);
        return Task.CompletedTask;
    }

    public Task<ContainerExit> WaitForExit(string runtimeId, CancellationToken cancel) => exits.Wait(runtimeId).WaitAsync(cancel);

    public async Task Remove(string runtimeId, CancellationToken cancel)
    {
        var bundle = files.Bundle(runtimeId);
        if (!Directory.Exists(bundle)) return;
        if (ContainerNote.Read(bundle) is { } note) Cgroup(note).Thaw(runtimeId);
        await End(runtimeId);
        await mounts.Run(() =>
        {
            Libc.Unmount(files.RootFileSystem(runtimeId));
            return true;
        });
        try
        {
            await containerd.Snapshots.RemoveAsync(new SnapshotKey { Snapshotter = ContainerdClient.Snapshotter, Key = runtimeId }, ContainerdClient.Head(), cancellationToken: cancel);
        }
        catch (RpcException missing) when (missing.StatusCode == StatusCode.NotFound)
        {
            // It was never prepared, or is removed already.
        }

        exits.Forget(runtimeId);
        dying.TryRemove(runtimeId, out _);
        File.Delete(files.ExitCode(runtimeId));
        File.Delete(Path.Combine(files.Sockets, runtimeId));
        TreeRemoval.Remove(files.ConfigurationOf(runtimeId));
        TreeRemoval.Remove(bundle);
    }

    public Task RemoveTask(string taskId, CancellationToken cancel) => remains.Remove(taskId, cancel);

    public Task Sweep(IReadOnlySet<string> taskIds, CancellationToken cancel) => remains.Sweep(taskIds, cancel);

    public void Dispose() => volumes.Dispose();

    public string PathOf(string taskId, string runtimeId) => files.Log(taskId, runtimeId);

    private static string[] Environment { get; } = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8"];

    /// <summary>Everything about the container that does not need its file system.</summary>
    private OciParts Choose(ContainerSpec spec, string bundle)
    {
        ContainerInit.Check(spec);
        var capabilities = CapabilitySet.Choose(spec.CapabilitiesAdded, spec.CapabilitiesDropped, own.Capabilities);
        var limits = OciResourceLimits.Choose(spec, own.Ceilings);
        if (limits.Lowered.Count > 0 && Interlocked.Exchange(ref saidLowered, 1) == 0) LogLowered(log, string.Join(", ", limits.Lowered));
        var filter = seccomp.For(capabilities);
        return new(
            ContainerUser.Root, new TaskCgroup(berth.Id, spec.TaskId).PathOf(spec.RuntimeId), capabilities, OciResourceLimits.Write(limits.Limits), WriteFiles(spec, bundle), volumes.Make(spec),
            TaskCgroup.IsUnified, filter, seccomp.Compiled(filter));
    }

    /// <returns>Whether the file system had to be mounted for it.</returns>
    private async Task<bool> FillVolumes(ContainerSpec spec, MountDesc snapshot, CancellationToken cancel)
    {
        var points = volumes.ToFill(spec);
        if (points.Count == 0) return false;
        var root = files.RootFileSystem(spec.RuntimeId);
        await mounts.Run(() =>
        {
            SnapshotMount.Mount(snapshot, root);
            return true;
        });
        foreach (var point in points) await volumes.Fill(spec, point, root, cancel);
        return true;
    }

    private async Task<MountDesc> Prepare(ContainerSpec spec, CancellationToken cancel)
    {
        var request = new PrepareSnapshotRequest { Snapshotter = ContainerdClient.Snapshotter, Key = spec.RuntimeId, Parent = spec.Image.ChainId };

        // Without this label the next collection would take the file system away under the container.
        request.Labels["containerd.io/gc.root"] = clock.GetUtcNow().ToString("o", System.Globalization.CultureInfo.InvariantCulture);
        try
        {
            return (await containerd.Snapshots.PrepareAsync(request, ContainerdClient.Head(), cancellationToken: cancel)).Mounts[0];
        }
        catch (RpcException there) when (there.StatusCode == StatusCode.AlreadyExists)
        {
            return (await containerd.Snapshots.MountsAsync(new SnapshotKey { Snapshotter = ContainerdClient.Snapshotter, Key = spec.RuntimeId }, ContainerdClient.Head(), cancellationToken: cancel)).Mounts[0];
        }
        catch (RpcException failure)
        {
            throw new ContainerStartException($"failed to prepare the file system: {failure.Status.Detail}", failure);
        }
    }

    /// <summary>Never through a link, which could lead to the machine's own files, and nothing without a length: a device or a pipe could be read for ever. Runs where the file system is mounted.</summary>
    private IReadOnlyList<string> ReadInside(string runtimeId, string name)
    {
        var etc = new DirectoryInfo(Path.Combine(files.RootFileSystem(runtimeId), "etc"));
        var file = new FileInfo(Path.Combine(etc.FullName, name));
        return etc is { Exists: true, LinkTarget: null } && file is { Exists: true, LinkTarget: null, Length: > 0 and < 1 << 20 } ? File.ReadAllLines(file.FullName) : [];
    }

    private static Dictionary<string, string> WriteFiles(ContainerSpec spec, string bundle)
    {
        var inside = new Dictionary<string, string>();
        foreach (var (name, lines) in new[] { ("hosts", spec.Hosts), ("resolv.conf", spec.ResolvConf), ("hostname", [spec.HostName]) })
        {
            var path = Path.Combine(bundle, name);
            File.WriteAllLines(path, lines);
            inside["/etc/" + name] = path;
        }

        return inside;
    }

    private List<string> ConmonArguments(ContainerSpec spec, string bundle) =>
    [
        "--api-version", "1", "-c", spec.RuntimeId, "-u", spec.RuntimeId, "-n", spec.RuntimeId, "-r", Crun, "--runtime-arg", "--root=" + files.RuntimeState, "-b", bundle,
        "-p", Path.Combine(bundle, "pid"), "-P", Path.Combine(bundle, "conmon.pid"), "-l", "k8s-file:" + files.Log(spec.TaskId, spec.RuntimeId), "--exit-dir", files.Exits,
        "--persist-dir", bundle, "--socket-dir-path", files.Sockets, "--no-sync-log",
        .. spec.PseudoTerminal ? (string[])["--terminal"] : [], .. spec.Interactive ? (string[])["--stdin", "--leave-stdin-open"] : [],
    ];

    /// <summary>Sample: <c>{"data": 4711}</c>, or <c>{"data": -1, "message": "executable file `/x` not found in $PATH: No such file or directory"}</c>.</summary>
    private static int ReadPid(string line)
    {
        try
        {
            var answer = JsonNode.Parse(line)!;
            var pid = answer["data"]!.GetValue<int>();
            return pid > 0 ? pid : throw new ContainerStartException(Words(answer["message"]?.GetValue<string>() ?? "the container could not be created"));
        }
        catch (Exception malformed) when (malformed is JsonException or NullReferenceException)
        {
            throw new ContainerStartException($"conmon ended without an answer: {line.Trim()}", malformed);
        }
    }

    /// <summary>crun prefixes its messages with the time.</summary>
    private static string Words(string output)
    {
        var text = output.Trim();
        var mark = text.IndexOf("Z: ", StringComparison.Ordinal);
        return mark > 0 && text[0] == '2' ? text[(mark + 3)..] : text;
    }

    [LoggerMessage(3202, LogLevel.Warning, "Berth runs without CAP_SYS_RESOURCE or asks for more than the kernel has: these limits of containers are lower than asked for: {Names}.")]
    private static partial void LogLowered(ILogger log, string names);
}
