using System.Collections.Concurrent;
using Berth.Contracts.Services;
using Berth.Domain.TaskDefinitions;

namespace Berth.Cluster.Tests.Services;

/// <summary>What images mean, and which alarms are in ALARM: as the test says.</summary>
internal sealed class KnownWorld : IImageDigests, IAlarmStates
{
    /// <summary>By image.</summary>
    public ConcurrentDictionary<string, string> Digests { get; } = [];

    public IReadOnlyList<string> Alarms { get; set; } = [];

    public Task<IReadOnlyDictionary<string, string>> Resolve(TaskDefinitionRecord definition, CancellationToken cancel) => Task.FromResult<IReadOnlyDictionary<string, string>>(
        definition.Containers.Where(c => Digests.ContainsKey(c.Image)).ToDictionary(c => c.Name, c => Digests[c.Image]));

    public Task<IReadOnlyList<string>> InAlarm(IReadOnlyList<string> names) => Task.FromResult<IReadOnlyList<string>>([.. names.Intersect(Alarms)]);
}
