using Berth.Node.Metadata;
using Berth.Node.Runtime;

namespace Berth.Node.Tests.Metadata;

public sealed class StatsDocumentTests
{
    private static readonly ContainerStats First = new(
        SampleSights.Now,
        new(8_000_000_000, [3_000_000_000, 5_000_000_000], 1_000_000_000, 6_000_000_000, 4_000_000_000_000, 2, 10, 1, 500),
        new(60_000_000, 70_000_000, 268_435_456, new Dictionary<string, long> { ["rss"] = 5, ["cache"] = 7 }),
        new([new(254, 0, "Read", 4096)], [new(254, 0, "Read", 1)]),
        new(3, 32_768),
        new Dictionary<string, NetworkCounters> { ["eth0"] = new(1000, 10, 1, 2, 500, 5, 3, 4) });

    private static readonly ContainerStats Second = First with
    {
        ReadAt = First.ReadAt.AddSeconds(10),
        Cpu = First.Cpu with { Total = 9_000_000_000 },
        Networks = new Dictionary<string, NetworkCounters> { ["eth0"] = new(1120, 11, 1, 2, 655, 6, 3, 4) },
    };

    [Fact]
    public void The_first_reading_has_nothing_before_it_and_no_rates() =>
        Golden.Matches("stats-first", StatsDocument.Of("id", "web", StatsHistory.Add(null, First), withRates: true));

    [Fact]
    public void A_later_reading_has_the_one_before_and_rates_between_them()
    {
        var history = StatsHistory.Add(StatsHistory.Add(null, First), Second);
        var document = StatsDocument.Of("id", "web", history, withRates: true);
        Golden.Matches("stats-second", document);
        Assert.False(StatsDocument.Of("id", "web", history, withRates: false).ContainsKey("network_rate_stats"));
    }

    [Fact]
    public void What_the_kernel_of_a_v2_hierarchy_does_not_say_is_left_out()
    {
        var document = StatsDocument.Of("id", "web", StatsHistory.Add(null, First with { Cpu = First.Cpu with { PerProcessor = [] }, Memory = First.Memory with { MaxUsageBytes = null }, Processes = new(1, null) }), withRates: true);
        Assert.False(document["cpu_stats"]!["cpu_usage"]!.AsObject().ContainsKey("percpu_usage"));
        Assert.False(document["memory_stats"]!.AsObject().ContainsKey("max_usage"));
        Assert.False(document["pids_stats"]!.AsObject().ContainsKey("limit"));
    }

    [Fact]
    public void A_container_that_began_anew_has_no_earlier_reading() =>
        Assert.Null(StatsHistory.Add(StatsHistory.Add(null, Second), First with { ReadAt = Second.ReadAt.AddSeconds(5) }).Before);

    [Theory]
    [InlineData(0, true)]
    [InlineData(999, true)]
    [InlineData(1000, false)]
    public void A_reading_is_answered_again_for_a_second(int milliseconds, bool fresh) =>
        Assert.Equal(fresh, StatsHistory.Add(null, First).IsFresh(First.ReadAt.AddMilliseconds(milliseconds)));
}
