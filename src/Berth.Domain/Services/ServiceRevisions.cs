using Berth.Domain.Deployments;

namespace Berth.Domain.Services;

/// <summary>What a service's deployments and task sets run: made from drafts, compared with them, and forgotten when nothing runs it any more.</summary>
public static class ServiceRevisions
{
    private static readonly Dictionary<string, string> NoDigests = [];

    public static ServiceRevision Make(string serviceArn, RevisionDraft draft, ServiceSettings settings, string number, DateTimeOffset now) => new()
    {
        Number = number,
        Arn = ServiceDeployments.RevisionArnOf(serviceArn, number),
        Definition = draft.Definition,
        LaunchType = settings.LaunchType,
        CapacityProviderStrategy = settings.CapacityProviderStrategy,
        PlatformVersion = draft.PlatformVersion,
        Subnets = draft.Subnets,
        SecurityGroupIds = draft.SecurityGroupIds,
        AskedSecurityGroupIds = draft.AskedSecurityGroupIds,
        AssignPublicIp = draft.AssignPublicIp,
        CreatedAt = now,
    };

    /// <summary>The same once more: what its tags mean is found anew.</summary>
    public static ServiceRevision Again(string serviceArn, ServiceRevision revision, ServiceSettings settings, string number, DateTimeOffset now) => revision with
    {
        Number = number,
        Arn = ServiceDeployments.RevisionArnOf(serviceArn, number),
        LaunchType = settings.LaunchType,
        CapacityProviderStrategy = settings.CapacityProviderStrategy,
        ImageDigests = NoDigests,
        CreatedAt = now,
    };

    /// <summary>The draft asks for what runs already. Subnets and groups are sets: their order says nothing.</summary>
    public static bool Runs(ServiceRevision revision, RevisionDraft draft) =>
        revision.Definition.Arn == draft.Definition.Arn && revision.PlatformVersion == draft.PlatformVersion && revision.AssignPublicIp == draft.AssignPublicIp &&
        revision.Subnets.ToHashSet().SetEquals(draft.Subnets) && revision.SecurityGroupIds.ToHashSet(StringComparer.Ordinal).SetEquals(draft.SecurityGroupIds);

    /// <summary>Settles what images of a revision mean. What is settled stays.</summary>
    /// <param name="digests">By container name. Those of containers that the revision does not have are passed over.</param>
    public static ServiceRecord Pin(ServiceRecord service, string number, IReadOnlyDictionary<string, string> digests)
    {
        if (service.Revisions.FirstOrDefault(r => r.Number == number) is not { } revision) return service;
        var found = digests.Where(d => !revision.ImageDigests.ContainsKey(d.Key) && revision.Definition.Containers.Any(c => c.Name == d.Key)).ToList();
        if (found.Count == 0) return service;
        var pinned = revision with { ImageDigests = revision.ImageDigests.Concat(found).ToDictionary(StringComparer.Ordinal) };
        return service with { Revisions = [.. service.Revisions.Select(r => r.Number == number ? pinned : r)] };
    }

    /// <summary>An image that nobody could tell the digest of means what the first task of the deployment found it to mean. Source: ECS developer guide, container image resolution.</summary>
    public static ServiceRecord PinAsFound(ServiceRecord service, IEnumerable<ServiceTask> tasks)
    {
        foreach (var task in tasks.Where(t => t.ImageDigests.Count > 0).OrderBy(t => t.CreatedAt).ThenBy(t => t.TaskId, StringComparer.Ordinal))
            if (service.RevisionOf(task.GroupId) is { } revision && revision.ImageDigests.Count < revision.Definition.Containers.Count) service = Pin(service, revision.Number, task.ImageDigests);
        return service;
    }
}
