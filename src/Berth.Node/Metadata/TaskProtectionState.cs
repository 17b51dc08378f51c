using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Berth.AgentProtocol;
using Berth.Node.Aws;

namespace Berth.Node.Metadata;

/// <summary>
/// <c>$ECS_AGENT_URI/task-protection/v1/state</c>: a task reads and changes its own protection from scale-in, with its role's keys, which must be permitted to. Answers are
/// <c>{"protection":{…}}</c>, <c>{"failure":{…}}</c> or <c>{"error":{…}}</c>. Source: ECS developer guide, task scale-in protection endpoint.
/// </summary>
internal sealed class TaskProtectionState(IAwsClient aws, TimeProvider clock)
{
    private const string Target = "AmazonEC2ContainerServiceV20141113.";
    private const int GatewayTimeout = 504;
    private const int MethodNotAllowed = 405;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);
    private static readonly JsonSerializerOptions Strict = new() { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, PropertyNameCaseInsensitive = true };

    /// <param name="id">Of the container that asks, from its path.</param>
    public async Task<EndpointAnswer> Answer(EndpointRequest request, NativeTask order, string id, CancellationToken cancel)
    {
        if (request.Method is not ("GET" or "HEAD" or "PUT")) return EndpointAnswer.Text(MethodNotAllowed, "");
        var update = request.Method == "PUT";
        Change? change = null;
        if (update && !TryRead(request.Body, out change)) return Refusal(EndpointAnswer.BadRequest, null, "InvalidParameterException", "UpdateTaskProtection: failed to decode request");
        if (order.Containers.All(c => c.RuntimeId != id)) return Refusal(EndpointAnswer.NotFound, null, "ResourceNotFoundException", "Failed to find a task for the request");
        if (update && change?.ProtectionEnabled is null) return Refusal(EndpointAnswer.BadRequest, order.TaskArn, "InvalidParameterException", "Invalid request: does not contain 'ProtectionEnabled' field");
        if (order.TaskCredentials is not { } keys) return Refusal(EndpointAnswer.Forbidden, order.TaskArn, "AccessDeniedException", "Invalid Request: no task IAM role credentials available for task");
        var asked = new JsonObject { ["cluster"] = order.ClusterArn, ["tasks"] = new JsonArray(order.TaskArn) };
        if (change is { ProtectionEnabled: { } enabled }) asked["protectionEnabled"] = enabled;
        if (change is { ExpiresInMinutes: { } minutes }) asked["expiresInMinutes"] = minutes;
        return await Call(update ? "UpdateTaskProtection" : "GetTaskProtection", asked, order.TaskArn, keys, cancel);
    }

    private async Task<EndpointAnswer> Call(string operation, JsonObject asked, string taskArn, NativeCredentials keys, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(Patience, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        try
        {
            return Told(await aws.Call("ecs", Target + operation, asked, keys, stop.Token), taskArn);
        }
        catch (AwsCallException refused)
        {
            return Refusal(refused.Status, taskArn, refused.Code, refused.Message, refused.RequestId);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return Refusal(GatewayTimeout, taskArn, "RequestCanceled", "Timed out calling ECS Task Protection API");
        }
        catch (HttpRequestException)
        {
            return Refusal(EndpointAnswer.ServerError, taskArn, "ServerException", "ECS could not be reached.");
        }
    }

    private static EndpointAnswer Told(JsonObject answer, string taskArn)
    {
        if (answer["protectedTasks"] is JsonArray { Count: > 0 } tasks)
        {
            var expires = tasks[0]!["expirationDate"]?.GetValue<double>() is { } seconds ? EndpointJson.Time(DateTimeOffset.UnixEpoch.AddMilliseconds(Math.Round(seconds * 1000))) : null;
            return EndpointAnswer.Json(new JsonObject
            {
                ["protection"] = new JsonObject { ["ExpirationDate"] = expires, ["ProtectionEnabled"] = tasks[0]!["protectionEnabled"]?.GetValue<bool>() ?? false, ["TaskArn"] = tasks[0]!["taskArn"]?.GetValue<string>() ?? taskArn },
            });
        }

        return answer["failures"] is JsonArray { Count: > 0 } failures
            ? EndpointAnswer.Json(new JsonObject { ["failure"] = new JsonObject { ["Arn"] = failures[0]!["arn"]?.GetValue<string>(), ["Detail"] = failures[0]!["detail"]?.GetValue<string>(), ["Reason"] = failures[0]!["reason"]?.GetValue<string>() } })
            : Refusal(EndpointAnswer.ServerError, taskArn, "ServerException", "Unexpected error occurred");
    }

    private static bool TryRead(byte[]? body, out Change? change)
    {
        try
        {
            change = JsonSerializer.Deserialize<Change>(body ?? [], Strict);
            return change is not null;
        }
        catch (JsonException)
        {
            change = null;
            return false;
        }
    }

    private static EndpointAnswer Refusal(int status, string? arn, string code, string message, string? requestId = null)
    {
        var error = new JsonObject();
        if (arn is not null) error["Arn"] = arn;
        error["Code"] = code;
        error["Message"] = message;
        var answer = new JsonObject();
        if (!string.IsNullOrEmpty(requestId)) answer["requestID"] = requestId;
        answer["error"] = error;
        return EndpointAnswer.Json(answer, status);
    }

    /// <summary>Sample: <c>{"ProtectionEnabled":true,"ExpiresInMinutes":60}</c>.</summary>
    private sealed record Change(bool? ProtectionEnabled = null, int? ExpiresInMinutes = null);
}
