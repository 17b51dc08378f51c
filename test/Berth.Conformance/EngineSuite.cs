using Berth.AgentProtocol;
using Berth.Node.Images;
using Berth.Node.Network;
using Berth.Node.Runtime;
using Berth.Testing.Records;
using Berth.Testing.Time;
using Xunit;

namespace Berth.Conformance;

/// <summary>An engine under test: its ports, and where its busybox comes from.</summary>
/// <param name="Connections">To the registry.</param>
/// <param name="Another">The same engine as a restarted node opens it.</param>
/// <param name="Leftovers">What is still on the machine of a task: mounts, limits, volumes, files. Of a task that is removed it must be nothing.</param>
public sealed record EngineUnderTest(
    INetwork Network, IImageStore Images, IContainerRuntime Runtime, IContainerOutput Output, ImageReference Busybox, RegistryAuthorization Authorization, HttpMessageHandler Connections, Func<Task<IContainerRuntime>> Another,
    Func<string, Task<IReadOnlyList<string>>> Leftovers);

/// <summary>What the suites of an engine share: a task's parts made, started, awaited and removed.</summary>
public abstract class EngineSuite
{
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    protected string TaskId { get; } = Guid.NewGuid().ToString("N");

    protected abstract EngineUnderTest Engine { get; }

    /// <summary>The last byte of the address for the next task.</summary>
    protected abstract int NextAddress();

    protected Task<PulledImage> Pull() => Engine.Images.Pull(Engine.Busybox, Engine.Authorization, Engine.Connections, CancellationToken.None);

    protected NativeInterface Card() => SampleOrders.Interface("172.29", NextAddress(), "vpc-conformance");

    /// <param name="told">What makes a simulated container do what the script does in a real one.</param>
    protected async Task<ContainerSpec> Spec(string script, string? task = null, NativeInterface? card = null, IReadOnlyList<string>? told = null)
    {
        var image = await Pull();
        var id = task ?? TaskId;
        var pin = await Engine.Network.Attach(id, card ?? Card(), CancellationToken.None);
        await Engine.Runtime.PrepareTask(new TaskLimits(id, 1024, 512), CancellationToken.None);
        return new()
        {
            TaskId = id,
            RuntimeId = id + "-0000000001",
            Name = "app",
            Image = image,
            Arguments = ["/bin/sh", "-c", script],
            Environment = ["PATH=/bin", .. told ?? []],
            WorkingDirectory = "/",
            User = "",
            NetworkNamespace = pin,
            HostName = "box",
        };
    }

    protected async Task<ContainerSpec> Start(string script, IReadOnlyList<string>? told = null)
    {
        var spec = await Spec(script, told: told);
        await Engine.Runtime.Start(spec, CancellationToken.None);
        return spec;
    }

    protected async Task<ContainerSpec> Start(string script, Func<ContainerSpec, ContainerSpec> change)
    {
        var spec = change(await Spec(script));
        await Engine.Runtime.Start(spec, CancellationToken.None);
        return spec;
    }

    /// <summary>Runs a script to its end and answers what it printed, both streams together.</summary>
    protected async Task<IReadOnlyList<string>> Print(string script, Func<ContainerSpec, ContainerSpec>? change = null)
    {
        var spec = await Start(script, change ?? (s => s));
        await Exit(spec);
        var lines = await Lines(spec);
        await Clean(spec);
        return lines;
    }

    protected async Task<IReadOnlyList<string>> Lines(ContainerSpec spec) =>
        [.. (await File.ReadAllLinesAsync(Engine.Output.PathOf(spec.TaskId, spec.RuntimeId))).Select(l => l.Split(' ', 4)[3])];

    protected async Task<ContainerExit> Exit(ContainerSpec spec) => await Engine.Runtime.WaitForExit(spec.RuntimeId, CancellationToken.None).WaitAsync(Patience);

    protected Task Ready(ContainerSpec spec) => Written(Engine.Output.PathOf(spec.TaskId, spec.RuntimeId), text => text.Contains("ready", StringComparison.Ordinal));

    /// <summary>Waits until a file is there and its text is as wanted.</summary>
    protected static async Task Written(string path, Func<string, bool> wanted)
    {
        var changed = new Signal();
        using var watcher = new FileSystemWatcher(Path.GetDirectoryName(path)!);
        watcher.Changed += (_, _) => changed.Raise();
        watcher.Created += (_, _) => changed.Raise();
        watcher.Renamed += (_, _) => changed.Raise();
        watcher.EnableRaisingEvents = true;
        await Eventually.Become(async () => File.Exists(path) ? await File.ReadAllTextAsync(path) : null, text => text is not null && wanted(text), changed);
    }

    /// <summary>Ends a container, removes its task and looks whether anything of it is left.</summary>
    protected async Task Clean(ContainerSpec spec)
    {
        await Engine.Runtime.Signal(spec.RuntimeId, 9, CancellationToken.None);
        await Engine.Runtime.Remove(spec.RuntimeId, CancellationToken.None);
        await Engine.Runtime.RemoveTask(spec.TaskId, CancellationToken.None);
        await Engine.Network.Detach(spec.TaskId, CancellationToken.None);
        Assert.Empty(await Engine.Leftovers(spec.TaskId));
    }
}
