using Berth.Testing;

namespace Berth.Acceptance.Driving;

/// <summary>A Berth of its own: a data directory, a port, and the real program. Removed whole at the end.</summary>
public class BerthInstallation : IAsyncLifetime
{
    public BerthInstallation()
        : this(Directory.CreateTempSubdirectory("berth-acceptance-").FullName)
    {
    }

    internal BerthInstallation(string dataDirectory) => DataDirectory = dataDirectory;

    public string DataDirectory { get; }

    public int Port { get; } = FreePort.Find();

    public Uri Endpoint => new($"http://127.0.0.1:{Port}");

    internal virtual string Engine => "real";

    internal Aws Aws => field ??= new Aws(this);

    private static string Program => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "Berth.Server", Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)), "berth"));

    public virtual async ValueTask InitializeAsync()
    {
        var up = await Up();
        Assert.True(up.ExitCode == 0, up.ToString());
    }

    public virtual async ValueTask DisposeAsync()
    {
        var down = await Run("down", "--purge");
        Assert.True(down.ExitCode == 0, down.ToString());
        if (Directory.Exists(DataDirectory)) Directory.Delete(DataDirectory, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>How a program is run as the user whose installation it is.</summary>
    private protected virtual (string Program, IEnumerable<string> Arguments) As(string program, IEnumerable<string> arguments) => (program, arguments);

    internal Task<CommandResult> Up() => Run("up", "--detach", "--offline", "--engine", Engine);

    /// <summary>A command of the program on this installation.</summary>
    internal Task<CommandResult> Run(string command, params string[] arguments)
    {
        var (program, all) = As(Program, [command, "--data", DataDirectory, "--port", $"{Port}", .. arguments]);
        return Command.Run(program, all);
    }

    internal static Task<CommandResult> RunOn(string dataDirectory, int port, string command, params string[] arguments) =>
        Command.Run(Program, [command, "--data", dataDirectory, "--port", $"{port}", .. arguments]);

    /// <summary>What <c>berth env</c> prints, as a shell would take it.</summary>
    internal async Task<IReadOnlyDictionary<string, string>> Environment()
    {
        var env = await Run("env");
        Assert.True(env.ExitCode == 0, env.ToString());
        return env.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line["export ".Length..].Split('=', 2)).ToDictionary(p => p[0], p => p[1]);
    }

    /// <summary>Process id of the server itself, under its supervisor.</summary>
    internal async Task<int> ServerPid() =>
        int.Parse((await Command.Run("pgrep", ["-f", $"berth serve --data {DataDirectory} "])).Output.Split('\n')[0], System.Globalization.CultureInfo.InvariantCulture);
}

[CollectionDefinition(Name)]
public sealed class OneInstallation : ICollectionFixture<BerthInstallation>
{
    public const string Name = "one installation";
}
