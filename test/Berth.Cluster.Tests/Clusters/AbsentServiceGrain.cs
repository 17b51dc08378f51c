using Berth.Contracts.Clusters;
using Berth.Contracts.Services;
using Berth.Domain.Services;

namespace Berth.Cluster.Tests.Clusters;

/// <summary>Stands where a service would be and takes wakes alone; to be removed when there is the real one.</summary>
internal sealed class AbsentServiceGrain : Grain, IServiceGrain
{
    public Task<ServiceView?> Describe() => throw new NotSupportedException();

    public Task<ServiceOutcome> Create(ImmutableMessage<ServiceDraft> draft) => throw new NotSupportedException();

    public Task<ServiceOutcome> Change(ImmutableMessage<ServiceChange> change) => throw new NotSupportedException();

    public Task<ServiceOutcome> Delete(bool force) => throw new NotSupportedException();

    public Task<ServiceOutcome> StopDeployment(string serviceDeploymentId, bool rollback) => throw new NotSupportedException();

    public Task<TaskSetOutcome> CreateTaskSet(ImmutableMessage<TaskSetDraft> draft) => throw new NotSupportedException();

    public Task<TaskSetOutcome> UpdateTaskSet(string taskSetId, double scalePercent) => throw new NotSupportedException();

    public Task<TaskSetOutcome> MakePrimary(string taskSetId) => throw new NotSupportedException();

    public Task<TaskSetOutcome> DeleteTaskSet(string taskSetId, bool force) => throw new NotSupportedException();

    public Task<bool> Tag(string? taskSetId, ImmutableMessage<IReadOnlyDictionary<string, string>> tags, ImmutableMessage<IReadOnlyDictionary<string, string>> old) => throw new NotSupportedException();

    public Task Wake() => Task.CompletedTask;
}
