using System.Globalization;
using System.Net.WebSockets;
using System.Text.Json;
using Berth.AgentProtocol;
using Berth.Node.Aws;
using Berth.Node.Network;
using Berth.Node.Reconcile;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Berth.Node.Agent;

/// <summary>The node's side of the agent communication service: registers, connects, obeys orders, connects again.</summary>
internal sealed partial class AcsClient(NodeIdentity identity, AgentSocket sockets, ITaskReconciler tasks, INetwork network, NodeStatus status, NodeOptions options, TimeProvider clock, ILogger<AcsClient> log) : BackgroundService
{
    /// <summary>The server's heartbeats come every 30 s; without any for so long the connection is dead.</summary>
    private static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(75);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await status.EngineReady.WaitAsync(stoppingToken);
        var pause = FirstPause;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var (arn, acs, tcs) = await identity.Register(stoppingToken);
                status.Registered(arn, tcs);
                using var socket = await sockets.Open(acs, Query(arn), stoppingToken);
                status.AgentConnected = true;
                pause = FirstPause;
                await Listen(socket, arn, stoppingToken);
            }
            catch (Exception failure) when (failure is WebSocketException or HttpRequestException or AwsCallException or IOException || (failure is OperationCanceledException && !stoppingToken.IsCancellationRequested))
            {
                LogDisconnected(log, failure.Message);
            }

            status.AgentConnected = false;
            await Task.Delay(pause, clock, stoppingToken);
            pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks));
        }
    }

    private Dictionary<string, string> Query(string arn) => new()
    {
        ["agentHash"] = "berth",
        ["agentVersion"] = options.Version,
        ["clusterArn"] = identity.Cluster,
        ["containerInstanceArn"] = arn,
        ["protocolVersion"] = "2",
        ["sendCredentials"] = "true",
        ["seqNum"] = "1",
    };

    private async Task Listen(ClientWebSocket socket, string arn, CancellationToken cancel)
    {
        while (true)
        {
            using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            silence.CancelAfter(SilenceMax);
            if (await TextFrames.Receive(socket, silence.Token) is not { } text) return;
            if (AgentFrame.Read(text) is { } frame) await Take(socket, arn, frame.Type, frame.Message, cancel);
        }
    }

    private async Task Take(ClientWebSocket socket, string arn, string type, JsonElement message, CancellationToken cancel)
    {
        switch (type)
        {
            case "PayloadMessage" when AgentFrame.As<PayloadMessage>(message) is { } payload:
                foreach (var task in payload.Tasks)
                    if (task.BerthTask is { } order) await tasks.Apply(order, cancel);
                await TextFrames.Send(socket, AgentFrame.Write(new AckRequest(payload.ClusterArn, arn, payload.MessageId)), cancel);
                break;
            case "BerthStateMessage" when AgentFrame.As<BerthStateMessage>(message) is { } state:
                await network.Describe(state.Generation, state.VpcIds, [.. state.Vpcs.Select(VpcMapping.ToSnapshot)], cancel);
                break;
            case "HeartbeatMessage" when AgentFrame.As<HeartbeatMessage>(message) is { } heartbeat:
                await TextFrames.Send(socket, AgentFrame.Write(new HeartbeatAckRequest(heartbeat.MessageId)), cancel);
                break;
            case "IAMRoleCredentialsMessage" when AgentFrame.As<IamRoleCredentialsMessage>(message) is { RoleCredentials: var keys } renewal:
                var renewed = new NativeCredentials(
                    keys.CredentialsId, keys.RoleArn, keys.AccessKeyId, keys.SecretAccessKey, keys.SessionToken, DateTimeOffset.Parse(keys.Expiration, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal));
                if (await tasks.Renew(renewal.TaskArn, renewal.RoleType, renewed))
                    await TextFrames.Send(socket, AgentFrame.Write(new IamRoleCredentialsAckRequest(renewal.MessageId, keys.Expiration, keys.CredentialsId)), cancel);
                break;
            default:
                LogUnknown(log, type);
                break;
        }
    }

    [LoggerMessage(3311, LogLevel.Warning, "The connection to the control plane ended and is made again: {Reason}")]
    private static partial void LogDisconnected(ILogger log, string reason);

    [LoggerMessage(3312, LogLevel.Debug, "A message of type {Type} is not for this node.")]
    private static partial void LogUnknown(ILogger log, string type);
}
