using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecs.Wire;
using Berth.Contracts.Services;
using Berth.Domain.Access;
using Berth.Domain.Deployments;
using Berth.Domain.Services;
using Berth.Storage;

namespace Berth.Aws.Services.Ecs.Operations;

internal sealed class DescribeServiceRevisions(IStore store, IGrainFactory grains) : IOperation<DescribeServiceRevisionsRequest, DescribeServiceRevisionsResponse>
{
    /// <summary>Source: ECS API, DescribeServiceRevisions.</summary>
    private const int RevisionsMax = 20;

    public static string Action => "ecs:DescribeServiceRevisions";

    public string Resource(DescribeServiceRevisionsRequest request, Caller caller) => caller.Scope.Arn("ecs", RevisionMapping.Kind + "/*");

    public IReadOnlyList<AccessDemand>? Demands(DescribeServiceRevisionsRequest request, Caller caller) =>
        [.. (request.ServiceRevisionArns ?? []).Select(arn => EcsDemands.OfService(Action, RevisionMapping.Kind, arn, caller)).DefaultIfEmpty(new(Action, Resource(request, caller)))];

    public async Task<DescribeServiceRevisionsResponse> Handle(DescribeServiceRevisionsRequest request, Caller caller, CancellationToken cancel)
    {
        if (request.ServiceRevisionArns is not { Count: > 0 } asked) throw EcsErrors.InvalidParameter("serviceRevisionArns can not be empty.");
        if (asked.Count > RevisionsMax) throw EcsErrors.InvalidParameter($"serviceRevisionArns can have at most {RevisionsMax} items.");
        var named = asked.Distinct(StringComparer.Ordinal).Select(arn => (Arn: arn, Named: EcsNames.OfService(RevisionMapping.Kind, arn) ?? throw EcsErrors.InvalidParameter($"Invalid service revision ARN: {arn}"))).ToList();
        var revisions = new List<ServiceRevisionShape>();
        var failures = new List<FailureShape>();
        foreach (var (arn, revision) in named)
        {
            if (!EcsNames.IsForeign(arn, caller.Scope) && await Find(revision, cancel) is { } found) revisions.Add(found);
            else failures.Add(new() { Arn = arn, Reason = "MISSING" });
        }

        return new() { ServiceRevisions = revisions, Failures = failures };
    }

    /// <summary>While the service needs it, its owner knows more of it than its row: the digests that tasks have found.</summary>
    private async Task<ServiceRevisionShape?> Find(OwnedByService named, CancellationToken cancel)
    {
        var service = (await grains.GetGrain<IServiceGrain>(named.ServiceKey).Describe())?.Service;
        if (service?.Revisions.FirstOrDefault(r => r.Number == named.Id) is { } live) return RevisionMapping.ToWire(new(service.Arn, service.ClusterArn, live));
        return await store.Find<ServiceRevisionRecord>(RevisionMapping.Kind, named.RowId, cancel) is { } row ? RevisionMapping.ToWire(row.Record) : null;
    }
}
