using Berth.Domain.Network;
using CsCheck;

namespace Berth.Domain.Tests.Network;

public sealed class UplinkAddressesTests
{
    private static readonly PublicPool Pool = new(Cidr.Parse("198.18.16.0/20"));

    [Theory]
    [InlineData(0, "169.254.132.1", "169.254.132.2")]
    [InlineData(255, "169.254.135.253", "169.254.135.254")]
    public void Every_vpc_has_two_of_its_own(int number, string host, string inside)
    {
        var (outer, inner) = UplinkAddresses.Of(Pool, number);
        Assert.Equal((host, inside), (Cidr.Text(outer), Cidr.Text(inner)));
    }

    [Fact]
    public void The_routers_end_tells_the_vpc_and_nothing_else_does() => Gen.Select(Gen.Int[0, 255], Gen.UInt).Sample((number, any) =>
    {
        Assert.Equal(number, UplinkAddresses.NumberOf(Pool, UplinkAddresses.Of(Pool, number).Inside));
        Assert.Null(UplinkAddresses.NumberOf(Pool, UplinkAddresses.Of(Pool, number).Host));
        Assert.Null(UplinkAddresses.NumberOf(new PublicPool(Cidr.Parse("198.18.32.0/20")), UplinkAddresses.Of(Pool, number).Inside));
        if (UplinkAddresses.NumberOf(Pool, any) is { } found) Assert.Equal(any, UplinkAddresses.Of(Pool, found).Inside);
    });
}
