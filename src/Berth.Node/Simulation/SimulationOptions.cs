namespace Berth.Node.Simulation;

/// <summary>How long the steps of the simulated engine take.</summary>
/// <param name="PullTakes">Per image, beside what our own registry takes to answer.</param>
/// <param name="StartTakes">Per container.</param>
public sealed record SimulationOptions(TimeSpan PullTakes, TimeSpan StartTakes);
