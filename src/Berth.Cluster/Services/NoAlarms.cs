using Berth.Contracts.Services;

namespace Berth.Cluster.Services;

/// <summary>There are no CloudWatch alarms yet, so none is in ALARM.</summary>
internal sealed class NoAlarms : IAlarmStates
{
    public Task<IReadOnlyList<string>> InAlarm(IReadOnlyList<string> names) => Task.FromResult<IReadOnlyList<string>>([]);
}
