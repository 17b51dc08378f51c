using System.Diagnostics.Metrics;
using System.Net.WebSockets;
using System.Text;
using Berth.AgentProtocol;
using Berth.Aws.Services.Ecs;
using Berth.Aws.Signing;
using Berth.Contracts.Clusters;
using Berth.Domain.Access;
using Berth.Domain.Tasks;
using Berth.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Berth.Aws.AgentApi;

/// <summary>GET /tcs/ws: telemetry. Each frame is signed by itself; what tasks use is counted for /_berth/metrics, how healthy they are is kept with them.</summary>
internal sealed partial class TcsEndpoint(AgentHandshake handshake, IGrainFactory grains, RequestAuthenticator authenticator, IHostApplicationLifetime lifetime, ILogger<TcsEndpoint> log)
{
    public const string MeterName = "Berth.Agents";

    private static readonly Meter Meter = new(MeterName);
    private static readonly Counter<long> Frames = Meter.CreateCounter<long>("berth.agent.telemetry.frames", description: "Telemetry frames taken from agents.");
    private static readonly Gauge<double> Cpu = Meter.CreateGauge<double>("berth.container.cpu", "%", "CPU of a container, percent of the whole host.");
    private static readonly Gauge<double> Memory = Meter.CreateGauge<double>("berth.container.memory", "MiBy", "Memory of a container.");

    public async Task Handle(HttpContext http)
    {
        if (await handshake.Open(http, "containerInstance", "ecs:StartTelemetrySession") is not { } arn) return;
        using var socket = await http.WebSockets.AcceptWebSocketAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            while (await TextFrames.Receive(socket, stop.Token) is { } text)
            {
                if (TcsFrame.Read(text) is not { } frame || !await IsSigned(http.Request, frame)) break;
                await TextFrames.Send(socket, await Take(frame.Json), stop.Token);
            }
        }
        catch (Exception end) when (end is WebSocketException or OperationCanceledException)
        {
            LogEnded(log, arn, end.Message);
        }
    }

    private async Task<bool> IsSigned(HttpRequest handshake, (IReadOnlyDictionary<string, string> Headers, string Json) frame)
    {
        try
        {
            await authenticator.AuthenticateFrame(handshake, frame.Headers, SignatureV4.HashHex(Encoding.UTF8.GetBytes(frame.Json)));
            return true;
        }
        catch (SignatureException refusal)
        {
            LogEnded(log, "an agent", refusal.Message);
            return false;
        }
    }

    /// <returns>The acknowledgement.</returns>
    private async Task<string> Take(string json)
    {
        Frames.Add(1);
        switch (AgentFrame.Read(json))
        {
            case { Type: "PublishMetricsRequest" } frame when AgentFrame.As<PublishMetricsRequest>(frame.Message) is { TaskMetrics: not null } metrics:
                Take(metrics);
                break;
            case { Type: "PublishHealthRequest" } frame when AgentFrame.As<PublishHealthRequest>(frame.Message) is { Tasks: { } tasks }:
                foreach (var task in tasks) await Take(task);
                return AgentFrame.Write(new AckPublishHealth("ok"));
        }

        return AgentFrame.Write(new AckPublishMetric("ok"));
    }

    /// <summary>Answers once it is durable, or cannot be. What names no task, or no state, is ignored.</summary>
    private async Task Take(TcsTaskHealth task)
    {
        if (task is not { TaskArn: { } arn, Containers: { } containers } || EcsNames.ClusterOfTask(arn) is not { } cluster || !EcsNames.IsName(cluster)) return;
        var news = containers
            .Select(c => (Name: c?.ContainerName, Health: Health(c?.HealthStatus)))
            .Where(c => c is { Name: not null, Health: not null })
            .Select(c => new ContainerNews(c.Name!, ContainerStatus.Pending, null, null, null, c.Health));
        try
        {
            await grains.GetGrain<IClusterGrain>(cluster).Report(new(arn, new TaskNews(null, null, null, null, null, [.. news], NetworkGone: false)));
        }
        catch (Exception failure) when (failure is StoreFullException or StoreUnavailableException or TimeoutException or OrleansException)
        {
            // The agent says it again with its next report; its other tasks are no worse for this one.
            LogSkipped(log, arn, failure.Message);
        }
    }

    /// <returns>Null for what is no state; a number is none.</returns>
    internal static HealthStatus? Health(string? given) =>
        Enum.GetValues<HealthStatus>().Where(h => h.ToString().Equals(given, StringComparison.OrdinalIgnoreCase)).Select(h => (HealthStatus?)h).FirstOrDefault();

    private static void Take(PublishMetricsRequest metrics)
    {
        foreach (var task in metrics.TaskMetrics)
        {
            foreach (var container in task.ContainerMetrics)
            {
                var tags = new TagListOf(task, container).Tags;
                if (container.CpuStatsSet is { SampleCount: > 0 } cpu) Cpu.Record(cpu.Sum / cpu.SampleCount, tags);
                if (container.MemoryStatsSet is { SampleCount: > 0 } memory) Memory.Record(memory.Sum / memory.SampleCount, tags);
            }
        }
    }

    /// <summary>Family and container only: a label per task would grow without end.</summary>
    private sealed record TagListOf(TcsTaskMetric Task, TcsContainerMetric Container)
    {
        public KeyValuePair<string, object?>[] Tags => [new("family", Task.TaskDefinitionFamily), new("container", Container.ContainerName)];
    }

    [LoggerMessage(1304, LogLevel.Warning, "What the agent says of the health of {Arn} was not kept: {Reason}")]
    private static partial void LogSkipped(ILogger log, string arn, string reason);

    [LoggerMessage(1303, LogLevel.Information, "The telemetry of {Arn} ended: {Reason}")]
    private static partial void LogEnded(ILogger log, string arn, string reason);
}
