using System.Text.Json;
using System.Text.Json.Serialization;
using Berth.Aws.Services.Ecs;
using Berth.Aws.Signing;
using Berth.Contracts.Clusters;
using Berth.Domain.Access;
using Berth.Domain.Diagnosis;
using Berth.Domain.Tasks;
using Berth.Storage;
using Microsoft.AspNetCore.Http;

namespace Berth.Aws.Status;

/// <summary>What Berth knows of one task beyond what ECS tells: why it failed. For <c>./berth status --task</c>.</summary>
/// <param name="Reasons">Of containers that have one: name and reason.</param>
public sealed record TaskStatusDocument(string TaskArn, string LastStatus, string? StopCode, string? StoppedReason, IReadOnlyDictionary<string, string> Reasons, NetworkEvidence? NetworkEvidence)
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = { new JsonStringEnumConverter() } };
}

/// <summary>GET /_berth/tasks/ID, signed like every request that tells of the account, for the service <c>berth</c>.</summary>
internal sealed class TaskStatusEndpoint(RequestAuthenticator authenticator, IStore store, IGrainFactory grains)
{
    public const string Service = "berth";

    public async Task Handle(HttpContext http)
    {
        try
        {
            var (_, scopedTo) = await authenticator.Authenticate(http.Request, SignatureV4.HashHex([]));
            if (scopedTo != Service) throw new SignatureException(SignatureFault.Mismatch, $"Credential should be scoped to correct service: '{Service}'. ");
        }
        catch (SignatureException refusal)
        {
            await Answer(http, StatusCodes.Status403Forbidden, new { message = refusal.Message });
            return;
        }

        var taskId = (string)http.Request.RouteValues["taskId"]!;
        if (await Find(taskId) is not { } task)
        {
            await Answer(http, StatusCodes.Status404NotFound, new { message = $"There is no task {taskId}. Stopped tasks are known for an hour." });
            return;
        }

        await Answer(http, StatusCodes.Status200OK, new TaskStatusDocument(
            task.TaskArn, task.LastStatus.Name(), task.StopCode?.ToString(), task.StoppedReason,
            task.Containers.Where(c => c.Reason is not null).ToDictionary(c => c.Name, c => c.Reason!, StringComparer.Ordinal), task.NetworkEvidence));
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
