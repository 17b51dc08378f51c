using System.Globalization;
using System.Net.WebSockets;
using Berth.AgentProtocol;
using Berth.Contracts.Clusters;
using Berth.Contracts.ContainerInstances;
using Berth.Domain.Kernel;
using Berth.Domain.Network;
using Microsoft.Extensions.Logging;

namespace Berth.Aws.AgentApi;

/// <summary>One agent's open websocket: orders go out, acknowledgements come in. Sends are one at a time, as websockets demand.</summary>
internal sealed partial class AcsSession(WebSocket socket, string instanceArn, IContainerInstanceGrain instance, TaskCredentials credentials, IIdSource ids, TimeProvider clock, ILogger log)
    : IAgentSession, IDisposable
{
    private static readonly TimeSpan HeartbeatPeriod = TimeSpan.FromSeconds(30);

    /// <summary>Keys are renewed when less than this is left of them.</summary>
    private static readonly TimeSpan RenewBefore = TimeSpan.FromHours(3);

    private readonly SemaphoreSlim sending = new(1, 1);
    private readonly Dictionary<string, SentOrder> sent = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource closing = new();

    public async Task Run(CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel, closing.Token);
        var heartbeats = Heartbeats(stop.Token);
        try
        {
            while (await TextFrames.Receive(socket, stop.Token) is { } text) await Take(text);
        }
        catch (Exception end) when (end is WebSocketException or OperationCanceledException)
        {
            LogEnded(log, instanceArn, end.Message);
        }
        finally
        {
            await closing.CancelAsync();
            await heartbeats;
        }
    }

    public async Task Send(TaskOrder order)
    {
        var running = order.DesiredStatus == "RUNNING";
        var execution = running ? await credentials.Make(order.Definition.ExecutionRoleArn, order.TaskArn, null, closing.Token) : null;
        var task = running ? await credentials.Make(order.Definition.TaskRoleArn, order.TaskArn, null, closing.Token) : null;

        // A task without roles has no keys to renew.
        if ((execution ?? task) is not null) lock (sent) sent[order.TaskArn] = new(execution, task);
        else lock (sent) sent.Remove(order.TaskArn);

        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var native = OrderMapping.ToNative(order, execution, task);
        var payload = new PayloadMessage(
            MessageId(order), order.ClusterArn, instanceArn, now, now,
            [new(order.TaskArn, order.ClusterArn, native.Family, native.Revision.ToString(CultureInfo.InvariantCulture), order.DesiredStatus, "{}", native)]);
        await Write(AgentFrame.Write(payload));
    }

    public Task Forget(string taskArn)
    {
        lock (sent) sent.Remove(taskArn);
        return Task.CompletedTask;
    }

    public Task Describe(long generation, IReadOnlyList<string> vpcIds, ImmutableMessage<IReadOnlyList<VpcSnapshot>> vpcs) =>
        Write(AgentFrame.Write(new BerthStateMessage(ids.Uuid(), generation, vpcIds, [.. vpcs.Value.Select(VpcMapping.ToNative)])));

    public async Task Close(string reason)
    {
        LogClosing(log, instanceArn, reason);
        await closing.CancelAsync();
    }

    public void Dispose()
    {
        closing.Dispose();
        sending.Dispose();
    }

    /// <summary>The generation is part of it, so that an acknowledgement tells which order it means.</summary>
    private static string MessageId(TaskOrder order) => string.Create(CultureInfo.InvariantCulture, $"{order.Generation}|{order.TaskArn}");

    private async Task Take(string text)
    {
        if (AgentFrame.Read(text) is not { Type: "AckRequest" } frame || AgentFrame.As<AckRequest>(frame.Message) is not { } ack) return;
        if (ack.MessageId.Split('|', 2) is [var generation, var taskArn] && long.TryParse(generation, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) await instance.Acknowledge(taskArn, number);
    }

    private async Task Heartbeats(CancellationToken cancel)
    {
        try
        {
            using var timer = new PeriodicTimer(HeartbeatPeriod, clock);
            while (await timer.WaitForNextTickAsync(cancel))
            {
                await Write(AgentFrame.Write(new HeartbeatMessage(ids.Uuid(), Healthy: true)));
                await RenewCredentials(cancel);
            }
        }
        catch (Exception end) when (end is OperationCanceledException or WebSocketException or InvalidOperationException)
        {
            await closing.CancelAsync();
        }
    }

    private async Task RenewCredentials(CancellationToken cancel)
    {
        List<KeyValuePair<string, SentOrder>> due;
        var until = clock.GetUtcNow() + RenewBefore;
        lock (sent) due = [.. sent.Where(s => s.Value.Execution?.Expiration < until || s.Value.Task?.Expiration < until)];
        foreach (var (taskArn, old) in due)
        {
            var next = new SentOrder(await credentials.Make(old.Execution?.RoleArn, taskArn, old.Execution?.CredentialsId, cancel), await credentials.Make(old.Task?.RoleArn, taskArn, old.Task?.CredentialsId, cancel));
            if (next.Execution is { } execution) await Write(AgentFrame.Write(ToMessage(taskArn, IamRoleCredentialsMessage.TaskExecution, execution)));
            if (next.Task is { } task) await Write(AgentFrame.Write(ToMessage(taskArn, IamRoleCredentialsMessage.TaskApplication, task)));
            lock (sent)
            {
                // While a role is gone its old keys stand for it: one that is made again under its name gives the task keys again, as on AWS.
                if (sent.ContainsKey(taskArn)) sent[taskArn] = new(next.Execution ?? old.Execution, next.Task ?? old.Task);
            }
        }
    }

    private IamRoleCredentialsMessage ToMessage(string taskArn, string roleType, NativeCredentials keys) => new(
        ids.Uuid(), taskArn, roleType,
        new(keys.CredentialsId, keys.RoleArn, keys.AccessKeyId, keys.SecretAccessKey, keys.SessionToken, keys.Expiration.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)));

    private async Task Write(string text)
    {
        await sending.WaitAsync(closing.Token);
        try
        {
            await TextFrames.Send(socket, text, closing.Token);
        }
        finally
        {
            sending.Release();
        }
    }

    private sealed record SentOrder(NativeCredentials? Execution, NativeCredentials? Task);

    [LoggerMessage(1301, LogLevel.Information, "The session of {Arn} ended: {Reason}")]
    private static partial void LogEnded(ILogger log, string arn, string reason);

    [LoggerMessage(1302, LogLevel.Information, "The session of {Arn} is closed: {Reason}")]
    private static partial void LogClosing(ILogger log, string arn, string reason);
}
