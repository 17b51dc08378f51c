namespace Berth.AgentProtocol;

/// <param name="Condition">START, COMPLETE, SUCCESS or HEALTHY.</param>
public sealed record NativeDependency(string ContainerName, string Condition);

/// <param name="Command">CMD and its arguments, or CMD-SHELL, a text for the shell and what becomes its $0, $1…</param>
/// <param name="StartPeriodSeconds">0 for none.</param>
public sealed record NativeHealthCheck(IReadOnlyList<string> Command, int IntervalSeconds, int TimeoutSeconds, int Retries, int StartPeriodSeconds);

/// <param name="AttemptPeriodSeconds">It must have run this long to be restarted.</param>
public sealed record NativeRestartPolicy(IReadOnlyList<int> IgnoredExitCodes, int AttemptPeriodSeconds);

/// <param name="Name">nofile, nproc, core…</param>
public sealed record NativeUlimit(string Name, long SoftLimit, long HardLimit);

public sealed record NativeTmpfs(string ContainerPath, int SizeMib, IReadOnlyList<string> MountOptions);

/// <param name="Volume">One of the task's volumes.</param>
public sealed record NativeMountPoint(string Volume, string ContainerPath, bool ReadOnly);

public sealed record NativeVolumesFrom(string ContainerName, bool ReadOnly);

public sealed record NativeHostEntry(string Hostname, string IpAddress);
