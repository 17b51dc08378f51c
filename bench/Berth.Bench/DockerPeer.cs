using System.Diagnostics;
using System.Globalization;

namespace Berth.Bench;

/// <summary>A docker engine of its own: own socket, data and network namespace, so that neither the machine's docker nor its firewall is touched.</summary>
internal sealed class DockerPeer : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private readonly string folder = Directory.CreateTempSubdirectory("berth-bench-docker-").FullName;
    private Process daemon = null!;

    private string Socket => "unix://" + Path.Combine(folder, "docker.sock");

    public static async Task<DockerPeer> Start(CancellationToken cancel)
    {
        var peer = new DockerPeer();
        peer.daemon = Programs.Start(
            "/usr/bin/unshare",
            ["--net", "/bin/sh", "-c", "ip link set lo up; exec /usr/sbin/dockerd \"$@\"", "dockerd", "--data-root", Path.Combine(peer.folder, "data"),
                "--exec-root", Path.Combine(peer.folder, "exec"), "--pidfile", Path.Combine(peer.folder, "pid"), "--host", peer.Socket],
            Path.Combine(peer.folder, "log"));
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await peer.Run(["version"], cancel);
                return peer;
            }
            catch (InvalidOperationException notYet)
            {
                if (Stopwatch.GetElapsedTime(started) > StartTimeout) throw new InvalidOperationException($"dockerd did not start: {await File.ReadAllTextAsync(Path.Combine(peer.folder, "log"), cancel)}", notYet);
                await Task.Delay(TimeSpan.FromMilliseconds(100), cancel);
            }
        }
    }

    /// <summary>Takes the very image that Berth's registry has.</summary>
    public async Task Load(string image, string password, CancellationToken cancel)
    {
        var archive = Path.Combine(folder, "image.tar");
        await Programs.Run("/usr/bin/skopeo", ["copy", "--quiet", "--src-tls-verify=false", "--src-creds", "AWS:" + password, "docker://" + image, $"docker-archive:{archive}:{image}"], cancel);
        await Run(["load", "--quiet", "--input", archive], cancel);
    }

    /// <summary>With the limits and the address that a Fargate task has.</summary>
    public async Task<string> RunDetached(string image, string script, CancellationToken cancel) =>
        (await Run(["run", "--detach", "--cpus", "0.25", "--memory", "512m", image, "/bin/sh", "-c", script], cancel)).Trim();

    /// <summary>When the process said its first line, by the clock of its log, in milliseconds since the epoch.</summary>
    public async Task<long> FirstLineAt(string container, CancellationToken cancel)
    {
        while (true)
        {
            var lines = await Run(["logs", "--timestamps", container], cancel);
            if (lines.Length > 0) return DateTimeOffset.Parse(lines.Split(' ')[0], CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
            await Task.Delay(TimeSpan.FromMilliseconds(10), cancel);
        }
    }

    public Task Remove(string container, CancellationToken cancel) => Run(["rm", "--force", container], cancel);

    public async ValueTask DisposeAsync()
    {
        if (!daemon.HasExited) await Programs.Run("kill", ["-TERM", $"{daemon.Id}"], CancellationToken.None);
        await daemon.WaitForExitAsync(CancellationToken.None);
        daemon.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private Task<string> Run(IReadOnlyList<string> arguments, CancellationToken cancel) =>
        Programs.Run("/usr/bin/docker", ["--config", folder, "--host", Socket, .. arguments], cancel);
}
