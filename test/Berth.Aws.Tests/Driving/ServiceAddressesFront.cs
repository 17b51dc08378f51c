using System.Net;
using System.Net.Sockets;
using Berth.Aws.Dispatch;
using Berth.Domain.Network;
using Berth.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Berth.Aws.Tests.Driving;

/// <summary>A front that listens at the services' own addresses too, in a pool inside the machine's loopback network.</summary>
public sealed class ServiceAddressesFront : AwsFront
{
    public const string Region = "ap-northeast-1";

    private static readonly PublicPool Pool = new(Cidr.Parse("127.198.16.0/20"));

    public int ServicePort { get; } = FreePort.Find();

    /// <summary>The VPC out of which everybody comes; null for from the machine.</summary>
    public string? BehindVpc { get; set; }

    public ApiClient At(string service) => At(service, new(Keys.RootAccessKeyId, Keys.RootSecretAccessKey, null));

    public ApiClient At(string service, ApiKey key) => new(new($"http://{AddressOf(service)}:{ServicePort}"), key);

    /// <summary>Looks the services' real names up as a VPC's resolver does, and follows no redirects.</summary>
    public static HttpClient Names() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        ConnectCallback = async (context, cancel) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Parse(AddressOf(PublicServices.ByHostName(context.DnsEndPoint.Host, Region)!.Name)), context.DnsEndPoint.Port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        },
    });

    public static string AddressOf(string service) => Cidr.Text(PublicServices.Address(PublicServices.Find(service), Pool));

    protected override void Configure(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(Pool);
        builder.Services.AddSingleton<IVpcSources>(new OneVpc(this));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            foreach (var service in PublicServices.All) kestrel.Listen(IPAddress.Parse(AddressOf(service.Name)), ServicePort, listen => listen.Protocols = HttpProtocols.Http1);
        });
    }

    private sealed class OneVpc(ServiceAddressesFront front) : IVpcSources
    {
        public string? VpcOf(IPAddress remote) => front.BehindVpc;
    }
}
