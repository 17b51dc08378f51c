using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using Berth.AgentProtocol;
using Berth.Domain.Access;
using Berth.Domain.Kernel;
using Berth.Node.Aws;
using Berth.Node.Reconcile;
using Berth.Node.Runtime;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Berth.Node.Agent;

/// <summary>Telemetry: what the containers use, every 20 s, each frame signed by itself.</summary>
internal sealed partial class TcsClient(
    NodeIdentity identity, AgentSocket sockets, IInstanceCredentials credentials, ITaskReconciler tasks, BerthInstance berth, NodeStatus status, NodeOptions options, TimeProvider clock, ILogger<TcsClient> log)
    : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(20);
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
                do await Publish(socket, uri, arn, stoppingToken);
                while (await timer.WaitForNextTickAsync(stoppingToken));
            }
            catch (Exception failure) when (failure is WebSocketException or HttpRequestException or IOException)
            {
                LogDisconnected(log, failure.Message);
                await Task.Delay(TimeSpan.FromSeconds(2), clock, stoppingToken);
            }
        }
    }

    private async Task Publish(ClientWebSocket socket, Uri uri, string arn, CancellationToken cancel)
    {
        var metrics = tasks.Running.Select(Measure).ToList();
        var json = AgentFrame.Write(new PublishMetricsRequest(
            new(identity.Cluster, arn, (++messages).ToString(CultureInfo.InvariantCulture), metrics.Count == 0, Fin: true), clock.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0, metrics));
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
