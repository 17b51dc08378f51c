using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Berth.Domain.Network;
using Berth.Server.Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Berth.Server.Hosting;

/// <summary>Listens for each service at its own public address, where TLS and plain HTTP come to one port.</summary>
internal sealed class ServiceListeners(PublicPool pool, ServerCertificates certificates, TimeProvider clock)
{
    public void AddTo(KestrelServerOptions kestrel)
    {
        foreach (var service in PublicServices.All) kestrel.Listen(AddressOf(service), PublicServices.Port, listen => Configure(listen, service));
    }

    /// <summary>Whichever way a connection is spoken, what follows is the same server.</summary>
    internal void Configure(ListenOptions listen, PublicService service)
    {
        listen.Protocols = HttpProtocols.Http1;
        ConnectionDelegate? plain = null;

        // A connection passes these from the first to the last, but they are made from the last to the first: what follows TLS is known before the choice needs it.
        listen.Use(tls => connection => FirstByte.Choose(connection, tls, plain!, clock));
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            OnConnection = hello => ValueTask.FromResult(new SslServerAuthenticationOptions { ServerCertificateContext = certificates.For(hello.ClientHelloInfo.ServerName, service) }),
        });
        listen.Use(next => plain = next);
    }

    /// <summary>Has every address that cannot be listened on named, with what to do.</summary>
    public static Func<EndPoint, Socket> Binder(PublicPool pool) => endpoint =>
    {
        try
        {
            return SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        }
        catch (SocketException cause) when (endpoint is IPEndPoint { AddressFamily: AddressFamily.InterNetwork, Port: PublicServices.Port } at && ServiceAt(at.Address, pool) is { } service)
        {
            throw new CommandLineException(
                cause.SocketErrorCode == SocketError.AddressAlreadyInUse
                    ? $"{at}, where the service {service.Name} answers, is in use by another program, which listens there or on port {at.Port} of every address. Find it with: ss -ltnp 'sport = :{at.Port}' and have it listen on the addresses that it needs."
                    : $"{at}, where the service {service.Name} answers, cannot be listened on: {cause.Message}.", cause);
        }
    };

    private IPAddress AddressOf(PublicService service) => IPAddress.Parse(Cidr.Text(PublicServices.Address(service, pool)));

    private static PublicService? ServiceAt(IPAddress address, PublicPool pool) => PublicServices.ByAddress(BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes()), pool);
}
