namespace Berth.Contracts.Services;

/// <summary>The states of CloudWatch alarms, as deployments go by them.</summary>
public interface IAlarmStates
{
    /// <returns>Those of the alarms named that are in ALARM; one that does not exist is not.</returns>
    Task<IReadOnlyList<string>> InAlarm(IReadOnlyList<string> names);
}
