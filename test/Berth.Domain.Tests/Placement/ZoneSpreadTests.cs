using Berth.Domain.Placement;
using Berth.Domain.Services;
using Berth.Testing.Records;
using CsCheck;

namespace Berth.Domain.Tests.Placement;

/// <summary>The notation is that of <see cref="ServiceTasks"/>.</summary>
public sealed class ZoneSpreadTests
{
    [Theory]
    //          zones tasks            count placed in
    [InlineData("ab", "", 4, "abab")]
    [InlineData("abc", "", 5, "abcab")]
    [InlineData("ab", "A+1 B+1", 3, "bba")]     // the poorest first
    [InlineData("ab", "A+3 B+3", 2, "ab")]      // other zones count for nothing
    [InlineData("a", "A+1", 2, "aa")]
    public void Places(string zones, string tasks, int count, string placed) => Assert.Equal(
        placed, string.Concat(ZoneSpread.Place(Revision(zones), [], [.. ServiceTasks.Parse(tasks)], count).Select(p => p.AvailabilityZone[^1])));

    [Fact]
    public void A_zones_subnets_take_turns()
    {
        var revision = Revision("a") with { Subnets = [new("subnet-1", "ap-northeast-1a"), new("subnet-2", "ap-northeast-1a")] };
        Assert.Equal(["subnet-1", "subnet-2", "subnet-1"], ZoneSpread.Place(revision, [], [], 3).Select(p => p.SubnetId));
    }

    [Theory]
    //          tasks by zone balanced
    [InlineData("2", true)]
    [InlineData("1 1", true)]
    [InlineData("2 1", true)]
    [InlineData("2 0", false)]
    [InlineData("1 2 2", true)]     // 5 tasks in 3 zones
    [InlineData("3 1 1", false)]
    [InlineData("0 0 1", true)]
    public void Balanced_is_within_one(string counts, bool balanced)
    {
        var zones = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var (count, i) in counts.Split(' ').Select((c, i) => (c, i))) zones["z" + i] = int.Parse(count, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(balanced, ZoneBalance.IsBalanced(zones));
    }

    [Theory]
    //          enabled max  desired applies
    [InlineData(true, 200, 2, true)]
    [InlineData(true, 100, 2, false)]     // it starts a task before it stops one
    [InlineData(true, 125, 3, false)]
    [InlineData(false, 200, 2, false)]
    public void Rebalancing_needs_room_above_the_desired_count(bool enabled, int max, int desired, bool applies) =>
        Assert.Equal(applies, ZoneBalance.Applies(SampleServices.Settings with { AvailabilityZoneRebalancing = enabled, MaximumPercent = max }, desired));

    [Fact]
    public void Safety_only_places_of_the_revision() => Gen.Select(Zones, ServiceTasks.Any, Gen.Int[0, 12]).Sample((zones, tasks, count) =>
    {
        var places = ZoneSpread.Place(Revision(zones), [], [.. tasks], count);
        Assert.Equal(count, places.Count);
        Assert.All(places, p => Assert.Contains(new SubnetPlace(p.SubnetId, p.AvailabilityZone), Revision(zones).Subnets));
    });

    [Fact]
    public void Liveness_what_starts_from_nothing_is_balanced() => Gen.Select(Zones, Gen.Int[0, 12]).Sample((zones, count) =>
    {
        var counts = ZoneSpread.Counts(Revision(zones).Zones, []);
        foreach (var place in ZoneSpread.Place(Revision(zones), [], [], count)) counts[place.AvailabilityZone]++;
        Assert.True(ZoneBalance.IsBalanced(counts));
    });

    private static readonly Gen<string> Zones = Gen.OneOf("a", "ab", "abc", "bc");

    private static ServiceRevision Revision(string zones)
    {
        var service = SampleServices.Made();
        return service.Revisions[0] with { Subnets = [.. zones.Select(z => new SubnetPlace("subnet-" + z, "ap-northeast-1" + z))] };
    }
}
