namespace Berth.Domain.Services;

/// <summary>The tags of a service's new tasks. Source: ECS API, CreateService: propagateTags, enableECSManagedTags.</summary>
public static class TaskTags
{
    public static IReadOnlyDictionary<string, string> Of(ServiceRecord service, ServiceRevision revision)
    {
        var propagated = service.Settings.PropagateTags switch
        {
            "SERVICE" => service.Tags,
            "TASK_DEFINITION" => revision.Definition.Tags,
            "NONE" => null,
            var other => throw new ArgumentOutOfRangeException(nameof(service), other, "Unknown origin of tags."),
        };
        var tags = propagated is null ? new Dictionary<string, string>(StringComparer.Ordinal) : new Dictionary<string, string>(propagated, StringComparer.Ordinal);
        if (!service.Settings.EnableEcsManagedTags) return tags;
        tags["aws:ecs:clusterName"] = service.ClusterName;
        tags["aws:ecs:serviceName"] = service.Name;
        return tags;
    }
}
