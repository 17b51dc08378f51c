namespace Berth.Domain.Services;

internal static class Revisions
{
    /// <summary>Forgets the revisions that nothing runs and nothing would go back to.</summary>
    public static ServiceRecord Prune(ServiceRecord service)
    {
        var needed = service.Deployments.Select(d => d.Revision).Concat(service.TaskSets.Select(t => t.Revision)).Append(service.LastCompleted?.Revision).ToHashSet(StringComparer.Ordinal);
        return service.Revisions.All(r => needed.Contains(r.Number)) ? service : service with { Revisions = [.. service.Revisions.Where(r => needed.Contains(r.Number))] };
    }
}
