using Berth.Domain.Network;
using CsCheck;

namespace Berth.Domain.Tests.Network;

public sealed class SubnetAddressesTests
{
    private static readonly Cidr Small = Cidr.Parse("10.0.0.0/28");
    private static readonly HashSet<uint> None = [];

    [Fact]
    public void The_first_address_given_is_the_fourth_and_the_router_has_the_first()
    {
        Assert.Equal("10.0.0.4", Cidr.Text(SubnetAddresses.Choose(Small, None, null)!.Value));
        Assert.Equal("10.0.0.1", SubnetAddresses.Gateway(Small));
    }

    [Theory]
    [InlineData("10.0.0.0/28", 0, 11)]
    [InlineData("10.0.0.0/24", 0, 251)]
    [InlineData("172.31.0.0/20", 1, 4090)]
    [InlineData("10.0.0.0/28", 12, 0)]
    public void Five_addresses_are_reserved(string subnet, int taken, int available) =>
        Assert.Equal(available, SubnetAddresses.Available(Cidr.Parse(subnet), taken));

    [Fact]
    public void An_address_that_was_just_freed_is_the_last_to_be_given_anew()
    {
        var order = new List<string>();
        uint? last = null;
        for (var i = 0; i < 12; i++)
        {
            last = SubnetAddresses.Choose(Small, None, last);
            order.Add(Cidr.Text(last!.Value));
        }

        Assert.Equal([.. Enumerable.Range(4, 11).Select(i => $"10.0.0.{i}"), "10.0.0.4"], order);
    }

    [Fact]
    public void Safety_an_address_is_never_given_twice_and_never_a_reserved_one() =>
        Gen.Select(Gen.Int[24, 28], Gen.Int).Sample((prefix, seed) =>
        {
            var subnet = new Cidr(Cidr.ParseAddress("10.1.0.0"), prefix);
            var dice = new Random(seed);
            var taken = new HashSet<uint>();
            uint? last = null;
            for (var i = 0; i < 400; i++)
            {
                if (taken.Count > 0 && dice.Next(3) == 0) taken.Remove(taken.ElementAt(dice.Next(taken.Count)));
                else if (SubnetAddresses.Choose(subnet, taken, last) is { } address)
                {
                    Assert.True(taken.Add(address));
                    Assert.InRange(address, subnet.First + 4, subnet.Last - 1);
                    last = address;
                }
                else Assert.Equal(0, SubnetAddresses.Available(subnet, taken.Count));
            }
        });

    [Fact]
    public void Liveness_every_address_that_is_free_is_given_in_the_end() => Gen.Int[22, 28].Sample(prefix =>
    {
        var subnet = new Cidr(Cidr.ParseAddress("10.1.0.0"), prefix);
        var taken = new HashSet<uint>();
        uint? last = null;
        while (SubnetAddresses.Choose(subnet, taken, last) is { } address)
        {
            taken.Add(address);
            last = address;
        }

        Assert.Equal(subnet.Size - SubnetAddresses.Reserved, taken.Count);
    }, iter: 20);

    [Theory]
    [InlineData("ap-northeast-1", "ip-172-31-0-4.ap-northeast-1.compute.internal")]
    [InlineData("us-east-1", "ip-172-31-0-4.ec2.internal")]
    public void Names_are_those_of_the_vpc(string region, string name) => Assert.Equal(name, SubnetAddresses.PrivateDnsName("172.31.0.4", region));

    [Fact]
    public void A_mac_address_says_the_ipv4_address() => Assert.Equal("0a:58:ac:1f:00:04", SubnetAddresses.Mac(Cidr.ParseAddress("172.31.0.4")));
}
