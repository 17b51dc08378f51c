using System.Text.Json.Nodes;
using Berth.AgentProtocol;
using Berth.Domain.Nodes;
using Berth.Node.Runtime;

namespace Berth.Node.Metadata;

/// <summary>
/// Answers the paths of the endpoint for one task. A task sees itself only: the ids of others are unknown here. Errors are those of the ECS agent; it too answers them as JSON strings.
/// </summary>
/// <param name="read">A container's counters by its runtime id; null for one that does not run.</param>
internal sealed class EndpointRoutes(
    Func<string, CancellationToken, Task<ContainerStats?>> read, TaskTags tags, TaskProtectionState protection, Func<NativeInterface, EndpointSurroundings> surroundings, TimeProvider clock)
{
    private const string NoDockerId = "unable to get docker ID from v3 endpoint ID: ";
    private const string NoTaskArn = "unable to get task arn from request: unable to get task Arn from v3 endpoint ID: ";

    public async Task<EndpointAnswer> Answer(EndpointRequest request, ServedTask served, CancellationToken cancel)
    {
        if (!served.MayAsk(clock.GetUtcNow())) return EndpointAnswer.Text(EndpointAnswer.TooManyRequests, "You have reached maximum request limit.");
        var task = served.Look();
        return request.Path.Split('/') switch
        {
            ["", "v2", "credentials", .. var id] => Credentials(task.Order, id is [var only] ? only : ""),
            ["", "v3", var id] => Container(task, id, MetadataVersion.V3, EndpointAnswer.ServerError),
            ["", "v3", var id, "task"] => Task(task, id, MetadataVersion.V3, EndpointAnswer.ServerError),
            ["", "v3", var id, "taskWithTags"] => await TaskWithTags(task, id, MetadataVersion.V3, EndpointAnswer.ServerError, cancel),
            ["", "v3", var id, "stats"] => await Stats(served, task, id, MetadataVersion.V3, EndpointAnswer.BadRequest, cancel),
            ["", "v3", var id, "task", "stats"] => await TaskStats(served, task, id, MetadataVersion.V3, EndpointAnswer.BadRequest, cancel),
            ["", "v4", var id] => Container(task, id, MetadataVersion.V4, EndpointAnswer.NotFound),
            ["", "v4", var id, "task"] => Task(task, id, MetadataVersion.V4, EndpointAnswer.NotFound),
            ["", "v4", var id, "taskWithTags"] => await TaskWithTags(task, id, MetadataVersion.V4, EndpointAnswer.NotFound, cancel),
            ["", "v4", var id, "stats"] => await Stats(served, task, id, MetadataVersion.V4, EndpointAnswer.NotFound, cancel),
            ["", "v4", var id, "task", "stats"] => await TaskStats(served, task, id, MetadataVersion.V4, EndpointAnswer.NotFound, cancel),
            ["", "api", var id, "task-protection", "v1", "state"] => await protection.Answer(request, task.Order, id, cancel),
            _ => EndpointAnswer.Text(EndpointAnswer.NotFound, "404 page not found\n"),
        };
    }

    private static EndpointAnswer Credentials(NativeTask order, string id)
    {
        if (id.Length > 0 && order.TaskCredentials is { } keys && keys.CredentialsId == id) return EndpointAnswer.Json(CredentialsDocument.Of(keys));
        var (code, message) = id.Length == 0 ? ("NoIdInRequest", "No Credential ID in the request") : ("InvalidIdInRequest", "Credentials not found");
        return EndpointAnswer.Json(
            new JsonObject { ["code"] = code, ["message"] = "CredentialsV2Request: " + message, ["HTTPErrorCode"] = EndpointAnswer.BadRequest }, EndpointAnswer.BadRequest);
    }

    private EndpointAnswer Container(TaskSight task, string id, MetadataVersion version, int unknown) =>
        Find(task, id) is { } container
            ? EndpointAnswer.Json(TaskDocuments.Container(task, container, version, surroundings(task.Order.Interface)))
            : EndpointAnswer.Json($"{version} container metadata handler: unable to get container ID from request: {NoDockerId}{id}", unknown);

    private EndpointAnswer Task(TaskSight task, string id, MetadataVersion version, int unknown) =>
        Find(task, id) is null ? NoTask(version, id, unknown) : EndpointAnswer.Json(TaskDocuments.Task(task, version, surroundings(task.Order.Interface)));

    private async Task<EndpointAnswer> TaskWithTags(TaskSight task, string id, MetadataVersion version, int unknown, CancellationToken cancel)
    {
        if (Find(task, id) is null) return NoTask(version, id, unknown);
        var (found, error) = await tags.Read(task.Order.TaskArn, cancel);
        return EndpointAnswer.Json(TaskDocuments.Task(task, version, surroundings(task.Order.Interface)) with { TaskTags = found.Count > 0 ? found : null, Errors = error is null ? null : [error] });
    }

    private static EndpointAnswer NoTask(MetadataVersion version, string id, int unknown) => EndpointAnswer.Json($"{version} task metadata handler: {NoTaskArn}{id}", unknown);

    private async Task<EndpointAnswer> Stats(ServedTask served, TaskSight task, string id, MetadataVersion version, int unknown, CancellationToken cancel)
    {
        if (Find(task, id) is not { } container) return EndpointAnswer.Json($"{version} container stats handler: {NoTaskArn}{id}", unknown);
        return await Stats(served, container, version, cancel) is { } stats
            ? EndpointAnswer.Json(stats)
            : EndpointAnswer.Json("Unable to get container stats for: " + id, EndpointAnswer.ServerError);
    }

    /// <summary>By runtime id; null for a container that does not run.</summary>
    private async Task<EndpointAnswer> TaskStats(ServedTask served, TaskSight task, string id, MetadataVersion version, int unknown, CancellationToken cancel)
    {
        if (Find(task, id) is null) return EndpointAnswer.Json($"{version} task stats handler: {NoTaskArn}{id}", unknown);
        var all = new JsonObject();
        foreach (var container in task.Order.Containers.Where(c => task.State.Containers.First(s => s.Name == c.Name).Phase >= ContainerPhase.Running))
            all[container.RuntimeId] = await Stats(served, container, version, cancel);
        return EndpointAnswer.Json(all);
    }

    private async Task<JsonObject?> Stats(ServedTask served, NativeContainer container, MetadataVersion version, CancellationToken cancel)
    {
        if (!served.Histories.TryGetValue(container.RuntimeId, out var history) || !history.IsFresh(clock.GetUtcNow()))
        {
            if (await read(container.RuntimeId, cancel) is not { } sample) return null;
            served.Histories[container.RuntimeId] = history = StatsHistory.Add(history, sample);
        }

        return StatsDocument.Of(container.RuntimeId, container.Name, history, withRates: version == MetadataVersion.V4);
    }

    private static NativeContainer? Find(TaskSight task, string id) => task.Order.Containers.FirstOrDefault(c => c.RuntimeId == id);
}
