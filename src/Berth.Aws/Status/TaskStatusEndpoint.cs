using System.Text.Json;
using System.Text.Json.Serialization;
using Berth.Aws.Dispatch;
using Berth.Aws.Protocols;
using Berth.Aws.Services.Ecs;
using Berth.Aws.Signing;
using Berth.Contracts.Clusters;
using Berth.Domain.Access;
using Berth.Domain.Diagnosis;
using Berth.Domain.Kernel;
using Berth.Domain.Tasks;
using Berth.Storage;
using Microsoft.AspNetCore.Http;

namespace Berth.Aws.Status;

/// <summary>What Berth knows of one task beyond what ECS tells: why it failed. For <c>./berth status --task</c>.</summary>
/// <param name="Reasons">Of containers that have one: name and reason.</param>
public sealed record TaskStatusDocument(string TaskArn, string LastStatus, string? StopCode, string? StoppedReason, IReadOnlyDictionary<string, string> Reasons, NetworkEvidence? NetworkEvidence)
{
    /// <summary>As the task definition has them: ARNs or bare names.</summary>
    public string? ExecutionRoleArn { get; init; }
    public string? TaskRoleArn { get; init; }

    /// <summary>Calls with the task's keys that IAM refused, oldest first.</summary>
    public IReadOnlyList<AccessEvidence> Refusals { get; init; } = [];

    /// <summary>What calls for its start named and what is not there.</summary>
    public IReadOnlyList<StartFault> StartFaults { get; init; } = [];

    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = { new JsonStringEnumConverter() } };
}

/// <summary>GET /_berth/tasks/ID, signed like every request that tells of the account, for the service <c>berth</c>, by whoever may <c>ecs:DescribeTasks</c> it.</summary>
internal sealed class TaskStatusEndpoint(RequestAuthenticator authenticator, Callers callers, IAuthorizer authorizer, IStore store, IGrainFactory grains, BerthInstance berth, IIdSource ids)
{
    public const string Service = "berth";

    public async Task Handle(HttpContext http)
    {
        var taskId = (string)http.Request.RouteValues["taskId"]!;
        TaskRecord? task;
        try
        {
            var (principal, scopedTo) = await authenticator.Authenticate(http.Request, SignatureV4.HashHex([]));
            if (scopedTo != Service) throw new SignatureException(SignatureFault.Mismatch, $"Credential should be scoped to correct service: '{Service}'. ");
            task = await Find(taskId);

            // Whoever may not see a task is not told whether there is one.
            await authorizer.Require(await callers.Of(http, principal, "ecs", ids.Uuid(), http.RequestAborted), new("ecs:DescribeTasks", task?.TaskArn ?? berth.Scope.Arn("ecs", $"task/*/{taskId}")), http.RequestAborted);
        }
        catch (Exception refusal) when (refusal is SignatureException or AwsException or MalformedRequestException)
        {
            await Answer(http, StatusCodes.Status403Forbidden, new { message = refusal.Message });
            return;
        }

        if (task is null)
        {
            await Answer(http, StatusCodes.Status404NotFound, new { message = $"There is no task {taskId}. Stopped tasks are known for an hour." });
            return;
        }

        await Answer(http, StatusCodes.Status200OK, Document(task));
    }

    private static TaskStatusDocument Document(TaskRecord task) => new(
        task.TaskArn, task.LastStatus.Name(), task.StopCode?.ToString(), task.StoppedReason,
        task.Containers.Where(c => c.Reason is not null).ToDictionary(c => c.Name, c => c.Reason!, StringComparer.Ordinal), task.NetworkEvidence)
    {
        ExecutionRoleArn = task.Definition.ExecutionRoleArn,
        TaskRoleArn = task.Definition.TaskRoleArn,
        Refusals = task.Refusals,
        StartFaults = task.StartFaults,
    };

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
