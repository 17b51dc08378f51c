using System.Net;
using Berth.Domain.Kernel;
using Berth.Domain.Network;
using Berth.Node.Network;

namespace Berth.Node.Tests.Network;

/// <summary>Whose router an address is, is known from the file alone, and again when that has changed.</summary>
public sealed class VpcUplinksTests : IDisposable
{
    private static readonly PublicPool Pool = new(Cidr.Parse("198.18.0.0/20"));
    private readonly BerthInstance berth;
    private readonly VpcUplinks uplinks;

    public VpcUplinksTests()
    {
        var folder = Directory.CreateTempSubdirectory("berth-uplinks-").FullName;
        berth = new() { Id = "upl000", DataDirectory = folder, RunDirectory = folder, Scope = AwsScope.Default, AvailabilityZones = [], Port = 1 };
        Directory.CreateDirectory(TaskNetwork.PinDirectory(berth));
        uplinks = new(berth, Pool);
    }

    public void Dispose() => Directory.Delete(berth.RunDirectory, recursive: true);

    [Fact]
    public void A_routers_address_is_its_vpcs()
    {
        Assert.Null(uplinks.VpcOf(Router(0)));
        var first = VpcNumbers.Take(TaskNetwork.PinDirectory(berth), "vpc-a");
        var second = VpcNumbers.Take(TaskNetwork.PinDirectory(berth), "vpc-b");
        Assert.Equal(("vpc-a", "vpc-b"), (uplinks.VpcOf(Router(first)), uplinks.VpcOf(Router(second).MapToIPv6())));
        Assert.Equal("vpc-a", new VpcUplinks(berth, Pool).VpcOf(Router(first)));

        VpcNumbers.Free(TaskNetwork.PinDirectory(berth), "vpc-a");
        Assert.Null(uplinks.VpcOf(Router(first)));
        Assert.Null(uplinks.VpcOf(IPAddress.Loopback));
        Assert.Null(uplinks.VpcOf(IPAddress.IPv6Loopback));
        Assert.Null(uplinks.VpcOf(IPAddress.Parse("198.18.0.70")));
    }

    private static IPAddress Router(int number) => IPAddress.Parse(Cidr.Text(UplinkAddresses.Of(Pool, number).Inside));
}
