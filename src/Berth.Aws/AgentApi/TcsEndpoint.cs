using System.Diagnostics.Metrics;
using System.Net.WebSockets;
using System.Text;
using Berth.AgentProtocol;
using Berth.Aws.Signing;
using Berth.Domain.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Berth.Aws.AgentApi;

/// <summary>GET /tcs/ws: telemetry. Each frame is signed by itself; what it says of tasks is counted for /_berth/metrics.</summary>
internal sealed partial class TcsEndpoint(AgentHandshake handshake, RequestAuthenticator authenticator, IHostApplicationLifetime lifetime, ILogger<TcsEndpoint> log)
{
    public const string MeterName = "Berth.Agents";

    private static readonly Meter Meter = new(MeterName);
    private static readonly Counter<long> Frames = Meter.CreateCounter<long>("berth.agent.telemetry.frames", description: "Telemetry frames taken from agents.");
    private static readonly Gauge<double> Cpu = Meter.CreateGauge<double>("berth.container.cpu", "%", "CPU of a container, percent of the whole host.");
    private static readonly Gauge<double> Memory = Meter.CreateGauge<double>("berth.container.memory", "MiBy", "Memory of a container.");

    public async Task Handle(HttpContext http)
    {
        if (await handshake.Open(http, "containerInstance") is not { } arn) return;
        using var socket = await http.WebSockets.AcceptWebSocketAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            while (await TextFrames.Receive(socket, stop.Token) is { } text)
            {
                if (TcsFrame.Read(text) is not { } frame || !IsSigned(http.Request, frame)) break;
                Take(frame.Json);
                await TextFrames.Send(socket, AgentFrame.Write(new AckPublishMetric("ok")), stop.Token);
            }
        }
        catch (Exception end) when (end is WebSocketException or OperationCanceledException)
        {
            LogEnded(log, arn, end.Message);
        }
    }

    private bool IsSigned(HttpRequest handshake, (IReadOnlyDictionary<string, string> Headers, string Json) frame)
    {
        try
        {
            authenticator.AuthenticateFrame(handshake, frame.Headers, SignatureV4.HashHex(Encoding.UTF8.GetBytes(frame.Json)));
            return true;
        }
        catch (SignatureException refusal)
        {
            LogEnded(log, "an agent", refusal.Message);
            return false;
        }
    }

    private static void Take(string json)
    {
        Frames.Add(1);
        if (AgentFrame.Read(json) is not { Type: "PublishMetricsRequest" } frame || AgentFrame.As<PublishMetricsRequest>(frame.Message) is not { } metrics) return;
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

    [LoggerMessage(1303, LogLevel.Information, "The telemetry of {Arn} ended: {Reason}")]
    private static partial void LogEnded(ILogger log, string arn, string reason);
}
