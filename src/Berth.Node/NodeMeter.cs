using System.Diagnostics.Metrics;

namespace Berth.Node;

/// <summary>What the node counts, for /_berth/metrics.</summary>
public static class NodeMeter
{
    public const string Name = "Berth.Node";

    private static readonly Meter Meter = new(Name);

    internal static readonly Counter<long> LinesDropped = Meter.CreateCounter<long>("berth.log.lines.dropped", description: "Lines of containers that the log did not take, or that did not fit their buffer.");
    internal static readonly Counter<long> Freezes = Meter.CreateCounter<long>("berth.log.freezes", description: "How often a container with a blocking log was held until its lines were delivered.");
}
