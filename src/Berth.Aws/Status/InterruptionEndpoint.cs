using System.Security.Cryptography;
using System.Text.Json;
using Berth.Aws.Dispatch;
using Berth.Aws.Protocols;
using Berth.Aws.Services.Ecs;
using Berth.Aws.Signing;
using Berth.Contracts.Clusters;
using Berth.Domain.Fargate;
using Berth.Domain.Kernel;
using Berth.Domain.Tasks;
using Berth.Storage;
using Microsoft.AspNetCore.Http;

namespace Berth.Aws.Status;

/// <summary>An interruption that somebody rehearses.</summary>
/// <param name="Task">Id or ARN of a task; null for a service's.</param>
/// <param name="Service">CLUSTER/NAME; null for one task.</param>
/// <param name="WarningSeconds">From the warning to the kill, for a task whose stop timeout is longer. 0 to 120.</param>
public sealed record InterruptionRequest(string? Task, string? Service, int WarningSeconds);

/// <summary>What is interrupted now.</summary>
public sealed record InterruptionAnswer(IReadOnlyList<InterruptedTask> Tasks);

/// <param name="KillAfterSeconds">From the warning, when SIGTERM is sent, to SIGKILL.</param>
public sealed record InterruptedTask(string TaskArn, string? ServiceName, int KillAfterSeconds);

/// <summary>POST /_berth/interruptions, signed like every request that changes something, for the service <c>berth</c>, by whoever may <c>ecs:StopTask</c> the tasks. For <c>./berth interrupt</c>.</summary>
internal sealed class InterruptionEndpoint(RequestAuthenticator authenticator, Callers callers, IAuthorizer authorizer, IStore store, IGrainFactory grains, BerthInstance berth, IIdSource ids)
{
    private const int BodyBytesMax = 16 * 1024;

    public async Task Handle(HttpContext http)
    {
        try
        {
            var body = await RequestBody.Read(http.Request, BodyBytesMax, http.RequestAborted);
            var (principal, scopedTo) = await authenticator.Authenticate(http.Request, Convert.ToHexStringLower(SHA256.HashData(body)));
            if (scopedTo != TaskStatusEndpoint.Service) throw new SignatureException(SignatureFault.Mismatch, $"Credential should be scoped to correct service: '{TaskStatusEndpoint.Service}'. ");
            var caller = await callers.Of(http, principal, "ecs", ids.Uuid(), http.RequestAborted);
            if (Read(body) is not { } asked) await Answer(http, StatusCodes.Status400BadRequest, new { message = "Say which: task (an id) or service (CLUSTER/NAME), and warningSeconds from 0 to 120." });
            else if (asked.Task is { } task) await Interrupt(http, caller, EcsNames.TaskId(task), asked.WarningSeconds);
            else await InterruptAll(http, caller, asked.Service!, asked.WarningSeconds);
        }
        catch (BodyTooLargeException large)
        {
            await Answer(http, StatusCodes.Status413PayloadTooLarge, new { message = large.Message });
        }
        catch (Exception refusal) when (refusal is SignatureException or AwsException or MalformedRequestException)
        {
            await Answer(http, StatusCodes.Status403Forbidden, new { message = refusal.Message });
        }
    }

    /// <returns>Null for what asks for nothing that can be done.</returns>
    private static InterruptionRequest? Read(byte[] body)
    {
        try
        {
            var asked = JsonSerializer.Deserialize<InterruptionRequest>(body, TaskStatusDocument.Json);
            return asked is not null && string.IsNullOrEmpty(asked.Task) != string.IsNullOrEmpty(asked.Service) && SpotWarning.IsValid(asked.WarningSeconds) ? asked : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task Interrupt(HttpContext http, Caller caller, string taskId, int warningSeconds)
    {
        var task = await Find(taskId);

        // Whoever may not stop a task is not told whether there is one.
        await Require(caller, task?.TaskArn ?? berth.Scope.Arn("ecs", $"task/*/{taskId}"), http);
        if (task is null) await Answer(http, StatusCodes.Status404NotFound, new { message = $"There is no task {taskId}. Stopped tasks are known for an hour." });
        else if (SpotWarning.Refusal(task) is { } refusal) await Answer(http, StatusCodes.Status409Conflict, new { message = refusal });
        else await Answer(http, StatusCodes.Status200OK, await Warn(task.ClusterName, [task], warningSeconds));
    }

    private async Task InterruptAll(HttpContext http, Caller caller, string service, int warningSeconds)
    {
        if (service.Split('/') is not [var cluster, var name] || !EcsNames.IsName(cluster) || !EcsNames.IsName(name))
        {
            await Answer(http, StatusCodes.Status400BadRequest, new { message = $"{service} names no service. Say CLUSTER/NAME, such as default/web." });
            return;
        }

        await Require(caller, EcsNames.TaskArn(berth.Scope, cluster, "*"), http);
        var tasks = (await grains.GetGrain<IClusterGrain>(cluster).List(new(StopDesired: false, Group: "service:" + name))).Tasks;
        IReadOnlyList<TaskRecord> spot = [.. tasks.Where(t => SpotWarning.Refusal(t) is null)];
        if (spot.Count > 0) await Answer(http, StatusCodes.Status200OK, await Warn(cluster, spot, warningSeconds));
        else await Answer(http, StatusCodes.Status404NotFound, new { message = tasks.Count == 0 ? $"No task of service {service} runs." : $"None of the {tasks.Count} tasks of service {service} is on FARGATE_SPOT." });
    }

    private Task Require(Caller caller, string taskArn, HttpContext http) => authorizer.Require(caller, new("ecs:StopTask", taskArn), http.RequestAborted);

    private async Task<InterruptionAnswer> Warn(string cluster, IReadOnlyList<TaskRecord> tasks, int warningSeconds)
    {
        var interrupted = (await grains.GetGrain<IClusterGrain>(cluster).InterruptTasks(new([.. tasks.Select(t => t.TaskId)]), TimeSpan.FromSeconds(warningSeconds))).Tasks;
        return new([.. interrupted.Select(t => new InterruptedTask(t.TaskArn, t.ServiceName, SpotWarning.KillAfterSeconds(t, warningSeconds)))]);
    }

    private async Task<TaskRecord?> Find(string taskId)
    {
        foreach (var cluster in await store.List(EcsNames.ClusterKind))
            if ((await grains.GetGrain<IClusterGrain>(cluster.Id).Find(new([taskId]))).Tasks is [var task, ..]) return task;
        return null;
    }

    private static Task Answer<T>(HttpContext http, int status, T document)
    {
        http.Response.StatusCode = status;
        return http.Response.WriteAsJsonAsync(document, TaskStatusDocument.Json, http.RequestAborted);
    }
}
