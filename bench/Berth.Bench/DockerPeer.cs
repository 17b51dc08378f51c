using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Berth.Bench;

/// <summary>A docker engine of its own: own socket, data and network namespace, so that neither the machine's docker nor its firewall is touched.</summary>
internal sealed class DockerPeer : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private readonly string folder = Directory.CreateTempSubdirectory("berth-bench-docker-").FullName;
    private Process daemon = null!;

    private readonly HttpClient api;

    private DockerPeer() => api = new(new SocketsHttpHandler { ConnectCallback = async (_, cancel) => await Connect(cancel) }) { BaseAddress = new Uri("http://docker") };

    /// <summary>dockerd, which starts containerd.</summary>
    public int ProcessId => daemon.Id;

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

    /// <summary>Makes this engine a swarm of one node, in its own network namespace.</summary>
    public Task BeSwarm(CancellationToken cancel) => Run(["swarm", "init", "--advertise-addr", "127.0.0.1"], cancel);

    /// <summary>Without asking the registry: the image is here.</summary>
    public Task CreateService(string name, int replicas, string image, string script, CancellationToken cancel) => Run(
        ["service", "create", "--detach", "--quiet", "--no-resolve-image", "--name", name, "--replicas", $"{replicas}", "--limit-cpu", "0.25", "--limit-memory", "512m", "--stop-grace-period", "1s",
            image, "/bin/sh", "-c", script], cancel);

    public async Task UntilRunning(int replicas, CancellationToken cancel)
    {
        while (await Count("/tasks", task => (string?)task["Status"]!["State"] == "running", cancel) < replicas) await Task.Delay(TimeSpan.FromMilliseconds(5), cancel);
    }

    /// <summary>The same with a health check every five seconds and one retry, and updates that start before they stop.</summary>
    public Task CreateCheckedService(string name, int replicas, int parallelism, string image, string script, CancellationToken cancel) => Run(
        ["service", "create", "--detach", "--quiet", "--no-resolve-image", "--name", name, "--replicas", $"{replicas}", "--limit-cpu", "0.25", "--limit-memory", "512m", "--stop-grace-period", "1s",
            "--health-cmd", "/bin/ls /", "--health-interval", "5s", "--health-retries", "1", "--update-order", "start-first", "--update-parallelism", $"{parallelism}", "--env", "ROUND=0",
            image, "/bin/sh", "-c", script], cancel);

    public Task UpdateService(string name, string variable, CancellationToken cancel) => Run(["service", "update", "--detach", "--quiet", "--no-resolve-image", "--env-add", variable, name], cancel);

    /// <summary>As many run as shall, all with the new variable, and no container of the old ones runs any more.</summary>
    public async Task UntilUpdated(string name, int replicas, string variable, CancellationToken cancel)
    {
        while (await Count("/tasks", task => (string?)task["Status"]!["State"] == "running" && task["Spec"]!["ContainerSpec"]!["Env"]!.AsArray().Any(e => (string?)e == variable), cancel) < replicas
            || await Count("/containers/json?filters=" + Uri.EscapeDataString($$"""{"label":["com.docker.swarm.service.name={{name}}"]}"""), _ => true, cancel) > replicas)
            await Task.Delay(TimeSpan.FromMilliseconds(5), cancel);
    }

    public async Task RemoveService(string name, CancellationToken cancel)
    {
        await Run(["service", "rm", name], cancel);
        while (await Count("/tasks", _ => true, cancel) + await Count("/containers/json?all=1", _ => true, cancel) > 0) await Task.Delay(TimeSpan.FromMilliseconds(50), cancel);
    }

    public async ValueTask DisposeAsync()
    {
        api.Dispose();
        if (!daemon.HasExited) await Programs.Run("kill", ["-TERM", $"{daemon.Id}"], CancellationToken.None);
        await daemon.WaitForExitAsync(CancellationToken.None);
        daemon.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private async Task<Stream> Connect(CancellationToken cancel)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(folder, "docker.sock")), cancel);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private async Task<int> Count(string path, Func<JsonNode, bool> counts, CancellationToken cancel) =>
        JsonNode.Parse(await api.GetStringAsync(new Uri(path, UriKind.Relative), cancel))!.AsArray().Count(item => counts(item!));

    private Task<string> Run(IReadOnlyList<string> arguments, CancellationToken cancel) =>
        Programs.Run("/usr/bin/docker", ["--config", folder, "--host", Socket, .. arguments], cancel);
}
