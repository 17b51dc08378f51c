using System.Text.Json.Nodes;
using Berth.AgentProtocol;
using Berth.Domain.Kernel;
using Berth.Node.Agent;
using Berth.Node.Aws;
using Berth.Node.Images;
using Berth.Node.Logs;
using Berth.Node.Network;
using Berth.Node.Reconcile;
using Berth.Node.Runtime;
using Berth.Node.Simulation;
using Berth.Testing.Records;
using Berth.Testing.Time;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Berth.Node.Tests.Reconcile;

/// <summary>All of a node but its connections: tasks in files, on simulated containers, with a log and a control plane that a test answers for.</summary>
internal sealed class NodeUnderTest : IDisposable, IHostApplicationLifetime
{
    private readonly CancellationTokenSource stopping = new();
    private readonly BerthInstance berth;
    private readonly ControlPlane controlPlane;
    private readonly SimulationOptions simulation = new(TimeSpan.Zero, TimeSpan.Zero);

    public NodeUnderTest(Func<ITaskFiles, ITaskFiles>? files = null, string? folder = null, Func<IImageStore, IImageStore>? images = null, TimeProvider? clock = null)
    {
        folder ??= Directory.CreateTempSubdirectory("berth-tasks-").FullName;
        berth = new() { Id = "t00000", DataDirectory = folder, RunDirectory = Path.Combine(folder, "run"), Scope = AwsScope.Default, AvailabilityZones = ["ap-northeast-1a"], Port = 1 };
        controlPlane = new(this);
        Ways = new(controlPlane, Changed);
        var simulated = new SimulatedImageStore(simulation, TimeProvider.System);
        Runtime = new(berth, new ContainerFiles(berth), simulation, TimeProvider.System);
        Files = new(Journal, readsCheaply: false, clock: null, NullLogger<JournalTaskFiles>.Instance);
        var carrier = new OutputCarrier(Runtime, Runtime, TimeProvider.System, NullLogger<OutputCarrier>.Instance);
        var states = new VpcStates(berth, NullLogger<VpcStates>.Instance);
        Parts = new(
            berth, new SimulatedNetwork(states), states, Ways, new SimulatedEndpoint(), images?.Invoke(simulated) ?? simulated, Runtime, new RegistryLogin(berth, Clock),
            new AwslogsDriver(carrier, Clock, NullLogger<AwslogsDriver>.Instance), controlPlane, new HealthNews(), files?.Invoke(Files) ?? Files, new MachineBoot("boot"), clock ?? TimeProvider.System);
        Tasks = new(Parts, this, NullLogger<TaskReconciler>.Instance);
    }

    public NodeParts Parts { get; }

    public string Folder => berth.DataDirectory;

    public string Journal => Path.Combine(berth.DataDirectory, "node", "tasks.journal");

    public JournalTaskFiles Files { get; }

    public SimulatedRuntime Runtime { get; }

    public TaskReconciler Tasks { get; }

    /// <summary>Of patience: pauses between tries are over at once.</summary>
    public HastyTime Clock { get; } = new();

    /// <summary>What services say to a target instead of what they usually do; null for the usual.</summary>
    public Func<string, JsonObject?>? Answers { get; set; }

    /// <summary>Sees each request with its target.</summary>
    public Action<string, JsonObject>? Asked { get; set; }

    /// <summary>How the calls for tasks travel.</summary>
    public WatchedConnections Ways { get; }

    /// <summary>Raised at each report and each line.</summary>
    public Signal Changed { get; } = new();

    /// <summary>Completes when the log takes lines.</summary>
    public TaskCompletionSource LogGate { get; } = new();

    public List<NodeTaskReport> Reports { get; } = [];

    public List<string> Lines { get; } = [];

    public CancellationToken ApplicationStopping => stopping.Token;

    public CancellationToken ApplicationStarted => CancellationToken.None;

    public CancellationToken ApplicationStopped => CancellationToken.None;

    /// <summary>A task of one container, with a log when asked for.</summary>
    public static NativeTask Order(bool log = false) =>
        SampleOrders.Task(new NativeContainer { ContainerArn = "arn", RuntimeId = SampleTasksId + "-0000000001", Name = "app", Image = "nginx:1", Log = log ? new("group", "region", "stream", false) : null }) with
        {
            ExecutionCredentials = Metadata.SampleSights.Keys,
        };

    public static string SampleTasksId => "0123456789abcdef0123456789abcdef";

    public void StopApplication() => stopping.Cancel();

    /// <summary>Lets go of the files.</summary>
    public void Close()
    {
        Runtime.Dispose();
        Files.Dispose();
    }

    /// <summary>The next process on the same files, once this one has stopped.</summary>
    public NodeUnderTest Next() => new(folder: berth.DataDirectory);

    /// <summary>Waits for a report.</summary>
    public Task Reported(Func<NodeTaskReport, bool> wanted) => Eventually.Become(() =>
    {
        lock (Reports) return Task.FromResult(Reports.ToList());
    }, reports => reports.Exists(r => wanted(r)), Changed);

    public void Dispose()
    {
        stopping.Cancel();
        Close();
        stopping.Dispose();
        if (Directory.Exists(berth.DataDirectory)) Directory.Delete(berth.DataDirectory, recursive: true);
    }

    internal sealed class ControlPlane(NodeUnderTest node) : IAwsClient, IStateReporter
    {
        public async Task<JsonObject> Call(string service, string target, JsonObject request, NativeCredentials credentials, CancellationToken cancel)
        {
            node.Asked?.Invoke(target, request);
            if (node.Answers?.Invoke(target) is { } answer) return answer;
            if (target.EndsWith("GetAuthorizationToken", StringComparison.Ordinal)) return new() { ["authorizationData"] = new JsonArray(new JsonObject { ["authorizationToken"] = "dG9rZW4=" }) };
            if (!target.EndsWith("PutLogEvents", StringComparison.Ordinal)) return [];
            await node.LogGate.Task.WaitAsync(cancel);
            lock (node.Lines) node.Lines.AddRange(request["logEvents"]!.AsArray().Select(e => e!["message"]!.GetValue<string>()));
            node.Changed.Raise();
            return [];
        }

        public Task Report(NodeTaskReport report, CancellationToken cancel)
        {
            lock (node.Reports) node.Reports.Add(report);
            node.Changed.Raise();
            return Task.CompletedTask;
        }
    }
}
