using Berth.Node.Agent;
using Berth.Node.Aws;

namespace Berth.Node.Metadata;

/// <summary>Asks the control plane for a task's tags, as they are now, with the node's own keys.</summary>
internal sealed class TaskTags(IAwsClient aws, IInstanceCredentials credentials, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private const int Unreachable = 500;

    /// <returns>No tags, and why, when the control plane does not tell.</returns>
    public async Task<(IReadOnlyDictionary<string, string> Tags, ErrorDocument? Error)> Read(string taskArn, CancellationToken cancel)
    {
        var none = new Dictionary<string, string>();
        using var limit = new CancellationTokenSource(Patience, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        try
        {
            var answer = await aws.Call("ecs", "AmazonEC2ContainerServiceV20141113.ListTagsForResource", new() { ["resourceArn"] = taskArn }, await credentials.Get(stop.Token), stop.Token);
            return ((answer["tags"]?.AsArray() ?? []).ToDictionary(t => t!["key"]!.GetValue<string>(), t => t!["value"]?.GetValue<string>() ?? "", StringComparer.Ordinal), null);
        }
        catch (AwsCallException refused)
        {
            return (none, new("TaskTags", refused.Code, refused.Message, refused.Status, refused.RequestId, taskArn));
        }
        catch (Exception failure) when (failure is HttpRequestException || (failure is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return (none, new("TaskTags", "RequestError", "send request failed", Unreachable, "", taskArn));
        }
    }
}
