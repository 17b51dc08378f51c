namespace Berth.Node;

/// <summary>What this node is told by whoever starts it.</summary>
/// <param name="Cluster">Where it registers.</param>
/// <param name="CpuUnits">What it offers; the embedded node claims far more than the machine has, because development tasks idle.</param>
/// <param name="Offline">Tasks reach nothing outside this machine.</param>
/// <param name="Version">Of this program.</param>
public sealed record NodeOptions(string Cluster, int CpuUnits, int MemoryMib, bool Offline, string Version);
