using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Berth.Domain.Network;
using Berth.Node.Network;

namespace Berth.Node.Tests.Network;

public sealed class ServiceAddressesTests
{
    /// <summary>A range that no installation takes, of addresses that nobody routes. Source: RFC 5737, documentation.</summary>
    private static readonly PublicPool Pool = new(Cidr.Parse("203.0.113.0/24"));

    [Fact]
    public async Task They_stand_on_the_loopback_link_until_they_are_removed()
    {
        string[] all = [.. PublicServices.All.Select(s => Cidr.Text(PublicServices.Address(s, Pool))), Cidr.Text(Pool.Machine)];
        try
        {
            await ServiceAddresses.Put(Pool);
            await ServiceAddresses.Put(Pool);
            Assert.Subset(OfLoopback(), all.ToHashSet());

            // The machine can be dialled there, and calls itself by no service's address but to itself.
            using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
            listener.Bind(new IPEndPoint(IPAddress.Parse(all[0]), 0));
            listener.Listen();
            using var caller = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await caller.ConnectAsync(listener.LocalEndPoint!);
        }
        finally
        {
            await ServiceAddresses.Remove(Pool);
            await ServiceAddresses.Remove(Pool);
        }

        Assert.Empty(OfLoopback().Intersect(all));
    }

    private static HashSet<string> OfLoopback() =>
        [.. NetworkInterface.GetAllNetworkInterfaces().Where(i => i.NetworkInterfaceType == NetworkInterfaceType.Loopback).SelectMany(i => i.GetIPProperties().UnicastAddresses).Select(a => a.Address.ToString())];
}
