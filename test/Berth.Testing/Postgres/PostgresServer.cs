using System.Diagnostics;

namespace Berth.Testing.Postgres;

/// <summary>A PostgreSQL server of its own from Debian's package: own folder, port and password, run as the package's unprivileged user; it can be killed and started again.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    public const string User = "berth";
    public const string Password = "it's a p@ss/word";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly string folder;
    private Process? postmaster;

    private PostgresServer(string folder) => this.folder = folder;

    public int Port { get; } = FreePort.Find();

    public bool IsRunning => postmaster is { HasExited: false };

    private static string Programs => Directory.EnumerateDirectories("/usr/lib/postgresql").OrderBy(d => double.Parse(Path.GetFileName(d), System.Globalization.CultureInfo.InvariantCulture)).Last() + "/bin";

    private string Data => Path.Combine(folder, "data");

    public static async Task<PostgresServer> Start(params string[] settings)
    {
        var server = new PostgresServer(Directory.CreateTempSubdirectory("berth-postgres-").FullName);
        var password = Path.Combine(server.folder, "password");
        await File.WriteAllTextAsync(password, Password);
        await Run("chown", "-R", "postgres:postgres", server.folder);
        await Run(
            "setpriv", [.. AsPostgres, Path.Combine(Programs, "initdb"), "--pgdata", server.Data, "--username", User, "--pwfile", password, "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C", "--no-sync"]);
        await File.AppendAllLinesAsync(
            Path.Combine(server.Data, "postgresql.conf"), [$"port = {server.Port}", "listen_addresses = '127.0.0.1'", $"unix_socket_directories = '{server.folder}'", .. settings]);
        await server.Start();
        return server;
    }

    /// <summary>The address of a schema in it.</summary>
    public string Address(string schema, string password = Password, string database = "postgres") =>
        $"postgres://{User}:{Uri.EscapeDataString(password)}@127.0.0.1:{Port}/{database}?schema={schema}";

    /// <summary>Starts it; it accepts connections when this ends.</summary>
    public async Task Start()
    {
        // Sessions of a killed server hold its memory until they notice; until then a new one ends at once.
        var started = Stopwatch.GetTimestamp();
        while (!await TryStart())
            if (Stopwatch.GetElapsedTime(started) > Patience) throw new TimeoutException($"PostgreSQL in {folder} does not start.");
    }

    /// <summary>Kills the server process with its sessions, as a crash of the machine would.</summary>
    public async Task Kill()
    {
        postmaster!.Kill(entireProcessTree: true);
        await postmaster.WaitForExitAsync();
    }

    /// <summary>Stops it as an administrator does: sessions are closed, nothing is recovered later.</summary>
    public async Task Stop()
    {
        await Run("kill", "-INT", $"{postmaster!.Id}");
        await postmaster.WaitForExitAsync();
    }

    /// <summary>Runs SQL as the superuser and answers what it prints.</summary>
    public Task<string> Query(string sql) => Run("psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set", "ON_ERROR_STOP=1", "--command", sql, Address("public").Split('?')[0]);

    public async ValueTask DisposeAsync()
    {
        if (IsRunning) await Kill();
        postmaster?.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static string[] AsPostgres => ["--reuid", "postgres", "--regid", "postgres", "--clear-groups", "--"];

    private async Task<bool> TryStart()
    {
        postmaster?.Dispose();
        var start = new ProcessStartInfo("setpriv", [.. AsPostgres, Path.Combine(Programs, "postgres"), "-D", Data]) { RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = "/" };
        postmaster = Process.Start(start)!;
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        postmaster.ErrorDataReceived += (_, line) =>
        {
            if (line.Data?.Contains("ready to accept connections", StringComparison.Ordinal) == true) ready.TrySetResult();
        };
        postmaster.BeginErrorReadLine();
        await Task.WhenAny(ready.Task, postmaster.WaitForExitAsync()).WaitAsync(Patience);
        return ready.Task.IsCompleted;
    }

    private static async Task<string> Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = "/" })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output.Trim() : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {await error}");
    }
}
