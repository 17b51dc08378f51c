using Berth.Domain.Network;
using CsCheck;

namespace Berth.Domain.Tests.Network;

public sealed class CidrTests
{
    [Theory]
    [InlineData("172.31.0.0/20", 4096, "172.31.15.255")]
    [InlineData("10.0.0.0/8", 16_777_216, "10.255.255.255")]
    [InlineData("0.0.0.0/0", 4_294_967_296, "255.255.255.255")]
    [InlineData("192.0.2.7/32", 1, "192.0.2.7")]
    public void A_range_knows_its_size_and_its_last_address(string text, long size, string last)
    {
        var range = Cidr.Parse(text);
        Assert.Equal((size, last, text), (range.Size, Cidr.Text(range.Last), range.ToString()));
    }

    [Theory]
    [InlineData("172.31.0.1/20")]
    [InlineData("172.31.0.0")]
    [InlineData("172.31.0.0/33")]
    [InlineData("172.31.0/20")]
    [InlineData("172.31.0.x/20")]
    [InlineData("172.31.256.0/20")]
    [InlineData("172.31.0.0/-1")]
    public void What_is_no_range_is_refused(string text) => Assert.Throws<FormatException>(() => Cidr.Parse(text));

    [Fact]
    public void Every_address_survives_its_text() => Gen.UInt.Sample(address => Assert.Equal(address, Cidr.ParseAddress(Cidr.Text(address))));
}
