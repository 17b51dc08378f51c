using System.Net;
using System.Net.Sockets;

namespace Berth.Testing;

/// <summary>A port of loopback that nobody listens on now.</summary>
public static class FreePort
{
    public static int Find()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }
}
