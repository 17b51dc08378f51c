using Berth.Domain.Network;
using CsCheck;

namespace Berth.Domain.Tests.Network;

public sealed class PublicPoolTests
{
    private static readonly PublicPool Pool = new(Cidr.Parse("198.18.16.0/20"));

    [Fact]
    public void The_services_addresses_come_first_and_are_given_to_nobody()
    {
        Assert.Equal("198.18.16.64", Cidr.Text(Pool.Choose(new HashSet<uint>(), null)!.Value));
        Assert.Equal("198.18.16.65", Cidr.Text(Pool.Choose(new HashSet<uint>(), Pool.Range.First + 64)!.Value));
    }

    [Fact]
    public void Every_other_address_but_the_last_is_given_once_and_then_none()
    {
        var taken = new HashSet<uint>();
        uint? last = null;
        while (Pool.Choose(taken, last) is { } address) Assert.True(taken.Add((last = address).Value));
        Assert.Equal(4096 - 64 - 1, taken.Count);
        Assert.DoesNotContain(Pool.Range.Last, taken);
        Assert.Equal(Pool.Range.First + 64, taken.Min());
    }

    [Fact]
    public void Safety_what_is_given_is_free_and_not_reserved() => Gen.Select(Gen.UInt[0, 4095].Array[0, 200], Gen.UInt[0, 4095]).Sample((taken, last) =>
    {
        var set = taken.Select(t => Pool.Range.First + t).ToHashSet();
        var address = Pool.Choose(set, Pool.Range.First + last)!.Value;
        Assert.DoesNotContain(address, set);
        Assert.InRange(address, Pool.Range.First + 64, Pool.Range.Last - 1);
    });
}
