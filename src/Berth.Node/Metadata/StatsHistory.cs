using Berth.Node.Runtime;

namespace Berth.Node.Metadata;

/// <summary>The last two readings of a container's counters, from which rates are made.</summary>
/// <param name="Before">Null when there is none, or the container began anew since.</param>
internal sealed record StatsHistory(ContainerStats Latest, ContainerStats? Before)
{
    /// <summary>A reading younger than this is answered again: rates over less say nothing, and however many ask, one reads.</summary>
    public static readonly TimeSpan SampleAgeMin = TimeSpan.FromSeconds(1);

    public bool IsFresh(DateTimeOffset now) => now - Latest.ReadAt < SampleAgeMin;

    public static StatsHistory Add(StatsHistory? history, ContainerStats sample) => new(sample, history?.Latest is { } before && before.Cpu.Total <= sample.Cpu.Total ? before : null);
}
