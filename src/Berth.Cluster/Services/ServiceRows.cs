using Berth.Domain.Deployments;
using Berth.Domain.Services;
using Berth.Storage;

namespace Berth.Cluster.Services;

/// <summary>
/// A service's rows: itself, its events, its service deployments and what they ran. They are written as one unit, guarded by the version of the row that changes first; a second owner's unit conflicts. What is here
/// is what is on disk.
/// </summary>
/// <param name="key"><c>CLUSTER/NAME</c>.</param>
internal sealed class ServiceRows(IStore store, string key)
{
    public const string Kind = "service";
    public const string EventsKind = "service-events";
    public const string DeploymentKind = "service-deployment";
    public const string RevisionKind = "service-revision";

    private Stored<ServiceRecord>? service;
    private Stored<ServiceEvents> events = new(ServiceEvents.None, 0);

    /// <summary>Oldest first, the one that the record holds last.</summary>
    private List<Past> history = [];

    /// <summary>Numbers of the revisions that have a row.</summary>
    private HashSet<string> revisions = new(StringComparer.Ordinal);

    public ServiceRecord? Service => service?.Record;

    public ServiceEvents Events => events.Record;

    public bool Knows(string serviceDeploymentId) => history.Exists(p => p.Id == serviceDeploymentId);

    public async Task Load(CancellationToken cancel)
    {
        service = await store.Find<ServiceRecord>(Kind, key, cancel);
        if (service is null) return;
        events = await store.Find<ServiceEvents>(EventsKind, key, cancel) ?? new(ServiceEvents.None, 0);
        var deployments = await store.FindAll<ServiceDeploymentRecord>(DeploymentKind, key + "/", cancel);
        history = [.. deployments.OrderBy(d => d.CreatedAt).ThenBy(d => d.Id == Service?.ServiceDeployment?.Id).Select(Past.Of)];
        revisions = (await store.List(RevisionKind, key + "/", cancel: cancel)).Select(r => LastPart(r.Id)).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Writes what changed; nothing when nothing did.</summary>
    /// <param name="next">May be the record as it is.</param>
    /// <param name="said">Oldest first.</param>
    /// <param name="superseded">A service deployment that is not the record's any more, as it ended.</param>
    /// <param name="anew">The record is of another service than the one before, of which nothing stays.</param>
    public async Task Commit(ServiceRecord next, IReadOnlyList<ServiceEvent> said, ServiceDeploymentRecord? superseded = null, bool anew = false)
    {
        var unit = new List<RowWrite>();
        var before = Service;
        if (!ReferenceEquals(next, before)) unit.Add(StoreExtensions.Put(Kind, key, service?.Version ?? 0, next));
        var nextEvents = (anew ? ServiceEvents.None : Events) is var kept && said.Count > 0 ? kept.With(said) : kept;
        if (!ReferenceEquals(nextEvents, Events)) unit.Add(StoreExtensions.Put(EventsKind, key, events.Version, nextEvents));
        var nextHistory = History(unit, anew ? [] : history, before, next, superseded);
        var nextRevisions = Revisions(unit, before, next, nextHistory);
        if (anew) unit.AddRange(history.Select(p => new RowWrite.Delete(DeploymentKind, $"{key}/{p.Id}", null)));
        if (unit.Count == 0) return;
        await store.Commit(unit);
        if (!ReferenceEquals(next, before)) service = new(next, (service?.Version ?? 0) + 1);
        if (!ReferenceEquals(nextEvents, Events)) events = new(nextEvents, events.Version + 1);
        (history, revisions) = (nextHistory, nextRevisions);
    }

    /// <summary>Nothing tells of the service any more.</summary>
    public async Task Remove()
    {
        if (service is not { } stored) return;
        await store.Commit([
            new RowWrite.Delete(Kind, key, stored.Version),
            new RowWrite.Delete(EventsKind, key, null),
            .. history.Select(p => new RowWrite.Delete(DeploymentKind, $"{key}/{p.Id}", null)),
            .. revisions.Select(r => new RowWrite.Delete(RevisionKind, $"{key}/{r}", null)),
        ]);
        (service, events, history, revisions) = (null, new(ServiceEvents.None, 0), [], new(StringComparer.Ordinal));
    }

    private List<Past> History(List<RowWrite> unit, List<Past> past, ServiceRecord? before, ServiceRecord next, ServiceDeploymentRecord? superseded)
    {
        var changed = new[] { superseded, next.ServiceDeployment != before?.ServiceDeployment ? next.ServiceDeployment : null }.OfType<ServiceDeploymentRecord>().ToList();
        if (changed.Count == 0) return past;
        var kept = past.Where(p => changed.TrueForAll(c => c.Id != p.Id)).Concat(changed.Select(Past.Of)).ToList();
        unit.AddRange(changed.Select(c => StoreExtensions.Put(DeploymentKind, $"{key}/{c.Id}", null, c)));
        var over = Math.Max(0, kept.Count - ServiceDeployments.Max);
        unit.AddRange(kept.Take(over).Select(p => new RowWrite.Delete(DeploymentKind, $"{key}/{p.Id}", null)));
        kept.RemoveRange(0, over);
        return kept;
    }

    /// <summary>A revision stays as long as the record or a service deployment that is kept names it.</summary>
    private HashSet<string> Revisions(List<RowWrite> unit, ServiceRecord? before, ServiceRecord next, List<Past> nextHistory)
    {
        if (ReferenceEquals(before?.Revisions, next.Revisions) && ReferenceEquals(nextHistory, history)) return revisions;
        unit.AddRange(next.Revisions.Where(r => !revisions.Contains(r.Number) || before?.Revisions.Contains(r) != true)
            .Select(r => StoreExtensions.Put(RevisionKind, $"{key}/{r.Number}", null, new ServiceRevisionRecord(next.Arn, next.ClusterArn, r))));
        var named = next.Revisions.Select(r => r.Number).Concat(nextHistory.SelectMany(p => p.Revisions)).ToHashSet(StringComparer.Ordinal);
        unit.AddRange(revisions.Where(r => !named.Contains(r)).Select(r => new RowWrite.Delete(RevisionKind, $"{key}/{r}", null)));
        return [.. revisions.Where(named.Contains), .. next.Revisions.Select(r => r.Number)];
    }

    private static string LastPart(string id) => id[(id.LastIndexOf('/') + 1)..];

    /// <param name="Revisions">Numbers of those that it names.</param>
    private sealed record Past(string Id, IReadOnlyList<string> Revisions)
    {
        public static Past Of(ServiceDeploymentRecord deployment) => new(
            deployment.Id, [.. deployment.SourceRevisions.Select(s => s.Arn).Append(deployment.TargetRevisionArn).Append(deployment.Rollback?.ServiceRevisionArn).OfType<string>().Select(LastPart).Distinct(StringComparer.Ordinal)]);
    }
}
