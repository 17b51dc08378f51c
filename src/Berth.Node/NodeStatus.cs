namespace Berth.Node;

/// <summary>How the node is, for /_berth/health.</summary>
public sealed class NodeStatus
{
    private readonly TaskCompletionSource engineReady = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<(string Arn, Uri Telemetry)> registration = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when containers can be started and what ran before is adopted.</summary>
    public Task EngineReady => engineReady.Task;

    /// <summary>Why the engine could not start; null when it did, or is still at it.</summary>
    public string? EngineFailure { get; internal set; }

    public bool AgentConnected { get; internal set; }

    /// <summary>Completes with the first registration.</summary>
    internal Task<(string Arn, Uri Telemetry)> Registration => registration.Task;

    internal void Ready()
    {
        EngineFailure = null;
        engineReady.TrySetResult();
    }

    internal void Registered(string arn, Uri telemetry) => registration.TrySetResult((arn, telemetry));
}
