using Berth.Domain.Kernel;
using Berth.Node.Native;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Berth.Node.Images;

/// <summary>This installation's own containerd: own root, state and socket. It outlives the node's process; a living one is taken over.</summary>
internal sealed partial class ContainerdProcess(BerthInstance berth, Spawner spawner, TimeProvider clock, ILogger<ContainerdProcess> log)
{
    private const long LogBytesMax = 10L << 20;

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(10);

    public string SocketPath { get; } = Path.Combine(berth.RunDirectory, "containerd.sock");

    private string LogPath => Path.Combine(berth.DataDirectory, "containerd.log");

    private string PidPath => Path.Combine(berth.RunDirectory, "containerd.pid");

    /// <exception cref="IOException">It did not answer in time; its log says why.</exception>
    public async Task Start(ContainerdClient client, CancellationToken cancel)
    {
        if (await Answers(client, cancel)) return;
        Directory.CreateDirectory(berth.RunDirectory);
        var config = Path.Combine(berth.RunDirectory, "containerd.toml");
        await File.WriteAllTextAsync(config, Config(), cancel);
        using (var output = Libc.OpenAppending(LogPath))
        {
            var fd = (int)output.DangerousGetHandle();
            var (pid, _) = spawner.Start("/usr/bin/containerd", ["--config", config], inherited: new Dictionary<int, int> { [1] = fd, [2] = fd }, session: true);
            await File.WriteAllTextAsync(PidPath, $"{pid}", cancel);
            LogStarted(log, pid);
        }

        var started = clock.GetTimestamp();
        while (!await Answers(client, cancel))
        {
            if (clock.GetElapsedTime(started) > StartTimeout) throw new IOException($"containerd did not start within {StartTimeout.TotalSeconds:0} s; see {LogPath}.");
            await Task.Delay(PollInterval, clock, cancel);
        }
    }

    /// <summary>A long log is copied and begun anew; containerd knows nothing of it.</summary>
    public void KeepLogShort()
    {
        if (new FileInfo(LogPath) is not { Exists: true, Length: > LogBytesMax }) return;
        File.Copy(LogPath, LogPath + ".1", overwrite: true);
        using var log = new FileStream(LogPath, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        log.SetLength(0);
    }

    /// <summary>Ends it; running containers need it no more.</summary>
    public static async Task Stop(BerthInstance berth)
    {
        var path = Path.Combine(berth.RunDirectory, "containerd.pid");
        if (!File.Exists(path) || !int.TryParse(File.ReadAllText(path), out var pid)) return;
        if (IsContainerd(pid)) Libc.Kill(pid, Libc.SignalTerminate);

        // Until it is gone, another start would take over a process that is about to end.
        for (var tries = 0; tries < 200 && IsContainerd(pid); tries++) await Task.Delay(PollInterval, TimeProvider.System);
        if (IsContainerd(pid)) Libc.Kill(pid, Libc.SignalKill);
        File.Delete(path);
    }

    private static bool IsContainerd(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/comm").Trim() == "containerd" && !File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static async Task<bool> Answers(ContainerdClient client, CancellationToken cancel)
    {
        try
        {
            await client.Version(cancel);
            return true;
        }
        catch (RpcException)
        {
            return false;
        }
    }

    private string Config() => $"""
        version = 2
        root = "{Path.Combine(berth.DataDirectory, "containerd")}"
        state = "{Path.Combine(berth.RunDirectory, "containerd")}"
        disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs", "io.containerd.snapshotter.v1.native", "io.containerd.tracing.processor.v1.otlp", "io.containerd.internal.v1.opt", "io.containerd.internal.v1.restart"]
        [grpc]
          address = "{SocketPath}"
        """;

    [LoggerMessage(3001, LogLevel.Information, "Started containerd as process {Pid}.")]
    private static partial void LogStarted(ILogger log, int pid);
}
