namespace Berth.Aws.Dispatch;

/// <summary>What policies ask of a service's resources: tags, and the resource's own policy. One per service, asked only when a policy needs it or the service has resource policies.</summary>
public interface IResourceFacts
{
    /// <summary>As in ARNs: <c>ecr</c>.</summary>
    string Service { get; }

    /// <returns>Null when there is no such resource.</returns>
    ValueTask<ResourceFacts?> Find(string arn, CancellationToken cancel);
}

/// <param name="Tags">For <c>aws:ResourceTag/KEY</c>.</param>
/// <param name="Policy">JSON; null when the resource has none.</param>
public sealed record ResourceFacts(IReadOnlyDictionary<string, string> Tags, string? Policy);
