using System.Text.Json;
using System.Text.Json.Nodes;
using Berth.Domain.Kernel;
using Berth.Node.Images;
using Berth.Node.Images.Containerd;
using Berth.Node.Native;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Berth.Node.Runtime;

/// <summary>Containers by conmon and crun, on snapshots of containerd. No daemon stands between: each container has its own monitor and outlives every process of ours.</summary>
internal sealed partial class ConmonRuntime(
    BerthInstance berth, ContainerFiles files, ContainerdClient containerd, Spawner spawner, MountNamespace mounts, ExitWatch exits, TimeProvider clock, ILogger<ConmonRuntime> log)
    : IContainerRuntime, IContainerOutput
{
    private const string Conmon = "/usr/bin/conmon";
    private static readonly string Crun = File.Exists("/usr/bin/crun") ? "/usr/bin/crun" : "/usr/sbin/runc";
    private readonly JsonObject? seccomp = SeccompProfile.Read(OciConfig.Capabilities);

    public Task<IReadOnlyList<AdoptedContainer>> Adopt(CancellationToken cancel)
    {
        files.MakeDirectories();
        exits.Start();
        IReadOnlyList<AdoptedContainer> found =
        [
            .. Directory.EnumerateDirectories(files.Containers).Select(ContainerNote.Read).OfType<ContainerNote>()
                .Select(note => new AdoptedContainer(note.TaskId, note.RuntimeId, note.Pid == 0 ? new ContainerExit(null, false, clock.GetUtcNow()) : exits.Read(note))),
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
        if (ContainerNote.Read(bundle) is { Pid: > 0 } running && (running.IsAlive || File.Exists(files.ExitCode(spec.RuntimeId)))) return;

        // What an earlier try left behind would be in the way.
        await Remove(spec.RuntimeId, cancel);
        Directory.CreateDirectory(files.RootFileSystem(spec.RuntimeId));
        new ContainerNote(spec.TaskId, spec.RuntimeId, 0, 0).Write(bundle);
        var snapshot = await Prepare(spec, cancel);
        var inside = WriteFiles(spec, bundle);
        var compiled = File.Exists(files.CompiledFilter) ? await File.ReadAllTextAsync(files.CompiledFilter, cancel) : null;
        try
        {
            using var pipe = new PipeReader();
            var created = await mounts.Run(() =>
            {
                Mount(snapshot, files.RootFileSystem(spec.RuntimeId));
                var user = ContainerUser.Resolve(spec.User, ReadInside(spec.RuntimeId, "passwd"), ReadInside(spec.RuntimeId, "group"));
                var config = OciConfig.Write(spec, user, new TaskCgroup(berth.Id, spec.TaskId).PathOf(spec.RuntimeId), inside, seccomp, compiled);
                File.WriteAllText(Path.Combine(bundle, "config.json"), config.ToJsonString());
                var started = spawner.Start(Conmon, ConmonArguments(spec, bundle), [.. Environment, "_OCI_SYNCPIPE=3"], bundle, new Dictionary<int, int> { [3] = pipe.WriteEnd }, session: true);
                pipe.CloseWriteEnd();
                return started;
            });
            var pid = ReadPid(await pipe.ReadLine());
            await created.Exit;
            new ContainerNote(spec.TaskId, spec.RuntimeId, pid, ProcessStat.StartTicks(pid) ?? 0).Write(bundle);
            var start = await mounts.Run(() => spawner.Run(Crun, ["--root=" + files.RuntimeState, "start", spec.RuntimeId]));
            var (code, output) = await start;
            if (code != 0) throw new ContainerStartException(Words(output));
            if (compiled is null) await KeepCompiledFilter(spec.RuntimeId);
        }
        catch (Exception failure) when (failure is IOException or ContainerStartException)
        {
            await Remove(spec.RuntimeId, CancellationToken.None);
            throw failure as ContainerStartException ?? new ContainerStartException(failure.Message, failure);
        }
    }

    public Task Signal(string runtimeId, int signal, CancellationToken cancel)
    {
        if (ContainerNote.Read(files.Bundle(runtimeId)) is { IsAlive: true } note) Libc.Kill(note.Pid, signal);
        return Task.CompletedTask;
    }

    public Task<ContainerExit> WaitForExit(string runtimeId, CancellationToken cancel) => exits.Wait(runtimeId).WaitAsync(cancel);

    public async Task Remove(string runtimeId, CancellationToken cancel)
    {
        var bundle = files.Bundle(runtimeId);
        if (!Directory.Exists(bundle)) return;
        var delete = await mounts.Run(() => spawner.Run(Crun, ["--root=" + files.RuntimeState, "delete", "--force", runtimeId]));
        await delete;
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
        File.Delete(files.ExitCode(runtimeId));
        File.Delete(Path.Combine(files.Sockets, runtimeId));
        Directory.Delete(bundle, recursive: true);
    }

    public Task RemoveTask(string taskId, CancellationToken cancel)
    {
        new TaskCgroup(berth.Id, taskId).Remove();
        var output = Path.Combine(files.Output, taskId);
        if (Directory.Exists(output)) Directory.Delete(output, recursive: true);
        return Task.CompletedTask;
    }

    public string PathOf(string taskId, string runtimeId) => files.Log(taskId, runtimeId);

    private static string[] Environment { get; } = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8"];

    private async Task<IReadOnlyList<MountDesc>> Prepare(ContainerSpec spec, CancellationToken cancel)
    {
        var request = new PrepareSnapshotRequest { Snapshotter = ContainerdClient.Snapshotter, Key = spec.RuntimeId, Parent = spec.Image.ChainId };

        // Without this label the next collection would take the file system away under the container.
        request.Labels["containerd.io/gc.root"] = clock.GetUtcNow().ToString("o", System.Globalization.CultureInfo.InvariantCulture);
        try
        {
            return [.. (await containerd.Snapshots.PrepareAsync(request, ContainerdClient.Head(), cancellationToken: cancel)).Mounts];
        }
        catch (RpcException there) when (there.StatusCode == StatusCode.AlreadyExists)
        {
            return [.. (await containerd.Snapshots.MountsAsync(new SnapshotKey { Snapshotter = ContainerdClient.Snapshotter, Key = spec.RuntimeId }, ContainerdClient.Head(), cancellationToken: cancel)).Mounts];
        }
        catch (RpcException failure)
        {
            throw new ContainerStartException($"failed to prepare the file system: {failure.Status.Detail}", failure);
        }
    }

    private static void Mount(IReadOnlyList<MountDesc> snapshot, string target)
    {
        var mount = snapshot[0];
        var isBind = mount.Type == "bind";
        Libc.Mount(mount.Source, target, isBind ? null : mount.Type, isBind ? Libc.MountBind | Libc.MountRecursive : 0, isBind ? null : string.Join(',', mount.Options));
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

    /// <summary>Compiling the filter costs more than anything else in a start; crun leaves what it compiled, and takes it again.</summary>
    private async Task KeepCompiledFilter(string runtimeId)
    {
        var compiled = Path.Combine(files.RuntimeState, runtimeId, "seccomp.bpf");
        if (seccomp is null || !Crun.EndsWith("crun", StringComparison.Ordinal) || !File.Exists(compiled)) return;
        await File.WriteAllTextAsync(files.CompiledFilter + ".new", Convert.ToBase64String(await File.ReadAllBytesAsync(compiled)));
        File.Move(files.CompiledFilter + ".new", files.CompiledFilter, overwrite: true);
        LogCompiled(log);
    }

    [LoggerMessage(3201, LogLevel.Information, "The seccomp profile is compiled; further containers start with it.")]
    private static partial void LogCompiled(ILogger log);
}
