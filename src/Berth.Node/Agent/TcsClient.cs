using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using Berth.AgentProtocol;
using Berth.Domain.Access;
using Berth.Domain.Kernel;
using Berth.Domain.Nodes;
using Berth.Domain.Tasks;
using Berth.Node.Aws;
using Berth.Node.Reconcile;
using Berth.Node.Runtime;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Berth.Node.Agent;

/// <param name="Usage">The containers use something, so that it is worth measuring.</param>
internal sealed record Telemetry(bool Usage);

/// <summary>Telemetry: what the containers use and how they are, every 20 s and when their health changes, each frame signed by itself.</summary>
internal sealed partial class TcsClient(
    NodeIdentity identity, AgentSocket sockets, IInstanceCredentials credentials, ITaskReconciler tasks, HealthNews health, BerthInstance berth, NodeStatus status, NodeOptions options, Telemetry telemetry, TimeProvider clock, ILogger<TcsClient> log)
    : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(20);
    private const int TasksPerMessage = 10;
    private readonly Dictionary<string, (TimeSpan Cpu, long Timestamp)> last = new(StringComparer.Ordinal);
    private long messages;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var (arn, endpoint) = await status.Registration.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var query = new Dictionary<string, string> { ["agentHash"] = "berth", ["agentVersion"] = options.Version, ["cluster"] = identity.Cluster, ["containerInstance"] = arn };
                using var socket = await sockets.Open(endpoint, query, stoppingToken);
                var uri = new Uri($"{endpoint}?{string.Join('&', query.OrderBy(q => q.Key, StringComparer.Ordinal).Select(q => $"{SignatureV4.Encode(q.Key)}={SignatureV4.Encode(q.Value)}"))}");
                using var timer = new PeriodicTimer(Period, clock);
                var tick = Task.CompletedTask;
                while (true)
                {
                    if (tick.IsCompleted)
                    {
                        await PublishMetrics(socket, uri, arn, stoppingToken);
                        tick = timer.WaitForNextTickAsync(stoppingToken).AsTask();
                    }

                    var changed = health.Next;
                    await PublishHealth(socket, uri, arn, stoppingToken);
                    await await Task.WhenAny(tick, changed);
                }
            }
            catch (Exception failure) when (failure is WebSocketException or HttpRequestException or IOException)
            {
                LogDisconnected(log, failure.Message);
                await Task.Delay(TimeSpan.FromSeconds(2), clock, stoppingToken);
            }
        }
    }

    private async Task PublishHealth(ClientWebSocket socket, Uri uri, string arn, CancellationToken cancel)
    {
        // In parts of ten tasks, as the stock agent sends them; what does not change is said again, so that nothing said once too little is lost.
        foreach (var part in tasks.Checked.Chunk(TasksPerMessage))
        {
            await Send(socket, uri, AgentFrame.Write(new PublishHealthRequest(Metadata(arn, idle: false), Seconds(clock.GetUtcNow()), [.. part.Select(t => Health(t.Order, t.State))])), cancel);
        }
    }

    private static TcsTaskHealth Health(NativeTask order, NodeTask state) => new(
        order.TaskArn, order.ClusterArn, order.Family, order.Revision.ToString(CultureInfo.InvariantCulture),
        [.. state.Containers.Where(c => c.HealthCheck is not null).Select(c => new TcsContainerHealth(c.Name, c.Health.Status.Name(), c.Health.Since is { } since ? Seconds(since) : null))]);

    private async Task PublishMetrics(ClientWebSocket socket, Uri uri, string arn, CancellationToken cancel)
    {
        var running = telemetry.Usage ? tasks.Running : [];
        var metrics = running.Select(Measure).ToList();
        var measured = running.SelectMany(t => t.Containers).Select(c => c.RuntimeId).ToHashSet(StringComparer.Ordinal);
        foreach (var gone in last.Keys.Where(id => !measured.Contains(id)).ToList()) last.Remove(gone);
        await Send(socket, uri, AgentFrame.Write(new PublishMetricsRequest(Metadata(arn, metrics.Count == 0), Seconds(clock.GetUtcNow()), metrics)), cancel);
    }

    private TcsMetadata Metadata(string arn, bool idle) => new(identity.Cluster, arn, (++messages).ToString(CultureInfo.InvariantCulture), idle, Fin: true);

    private static double Seconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds() / 1000.0;

    private async Task Send(ClientWebSocket socket, Uri uri, string json, CancellationToken cancel)
    {
        var headers = RequestSigner.Sign(
            "GET", uri, "ecs", berth.Scope.Region, new Dictionary<string, string>(), SignatureV4.HashHex(Encoding.UTF8.GetBytes(json)), await credentials.Get(cancel), clock.GetUtcNow());
        await TextFrames.Send(socket, TcsFrame.Write(headers, json), cancel);
        if (await TextFrames.Receive(socket, cancel) is null) throw new WebSocketException("The telemetry service closed the connection.");
    }

    private TcsTaskMetric Measure(NativeTask task)
    {
        var cgroup = new TaskCgroup(berth.Id, task.TaskArn[(task.TaskArn.LastIndexOf('/') + 1)..]);
        return new(task.TaskArn, task.ClusterArn, task.Family, task.Revision.ToString(CultureInfo.InvariantCulture), [.. task.Containers.Select(c => Measure(c, cgroup)).OfType<TcsContainerMetric>()]);
    }

    private TcsContainerMetric? Measure(NativeContainer container, TaskCgroup cgroup)
    {
        if (cgroup.Usage(container.RuntimeId) is not { } usage) return null;
        var now = clock.GetTimestamp();
        TcsStatsSet? cpu = null;
        if (last.TryGetValue(container.RuntimeId, out var before))
        {
            // Percent of the whole host, as the stock agent counts.
            var percent = (usage.Cpu - before.Cpu) / clock.GetElapsedTime(before.Timestamp, now) / Environment.ProcessorCount * 100;
            cpu = new(percent, percent, 1, percent);
        }

        last[container.RuntimeId] = (usage.Cpu, now);
        var memory = usage.MemoryBytes / 1024.0 / 1024.0;
        return new(container.Name, container.ContainerArn, cpu, new(memory, memory, 1, memory));
    }

    [LoggerMessage(3321, LogLevel.Warning, "The telemetry connection ended and is made again: {Reason}")]
    private static partial void LogDisconnected(ILogger log, string reason);
}
