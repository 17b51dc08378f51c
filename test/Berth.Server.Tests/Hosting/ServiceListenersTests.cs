using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Berth.Domain.Network;
using Berth.Server.Certificates;
using Berth.Server.Hosting;
using Berth.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Berth.Server.Tests.Hosting;

/// <summary>One port, spoken to with TLS and without.</summary>
public sealed class ServiceListenersTests : IAsyncLifetime
{
    private const string Name = "logs.ap-northeast-1.amazonaws.com";

    private readonly string folder = Directory.CreateTempSubdirectory("berth-listeners-").FullName;
    private readonly int port = FreePort.Find();
    private readonly HandClock clock = new();
    private CertificateAuthority authority = null!;
    private WebApplication app = null!;

    public async ValueTask InitializeAsync()
    {
        authority = CertificateAuthority.Open(folder, "abc123", TimeProvider.System.GetUtcNow());
        var listeners = new ServiceListeners(PublicPool.Unclaimed, new ServerCertificates(authority, "ap-northeast-1", TimeProvider.System), clock);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listen => listeners.Configure(listen, PublicServices.Find(PublicServices.Logs))));
        app = builder.Build();
        app.Run(http => http.Response.WriteAsync($"{http.Request.Scheme} {http.Request.Protocol}"));
        await app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        authority.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task Either_way_the_same_server_answers_and_knows_which(string scheme)
    {
        using var http = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = Trusting(),
            ConnectCallback = async (_, cancel) => await Connect(cancel),
        });
        Assert.Equal(scheme + " HTTP/1.1", await http.GetStringAsync($"{scheme}://{Name}:{port}/"));
        Assert.Equal(scheme + " HTTP/1.1", await http.GetStringAsync($"{scheme}://{Name}:{port}/again"));
    }

    [Fact]
    public async Task Without_a_name_the_services_own_is_shown()
    {
        await using var stream = new SslStream(await Connect(), leaveInnerStreamOpen: false, IsShown);
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "127.0.0.1" }); // Addresses are not sent as names.
        Assert.True(new X509Certificate2(stream.RemoteCertificate!).MatchesHostname(Name));
    }

    [Fact]
    public async Task A_name_that_is_not_ours_gets_no_certificate()
    {
        await using var stream = new SslStream(await Connect(), leaveInnerStreamOpen: false, IsShown);
        await Assert.ThrowsAnyAsync<Exception>(() => stream.AuthenticateAsClientAsync("example.com"));
        Assert.False(stream.IsAuthenticated);
    }

    [Fact]
    public async Task Who_does_not_trust_the_authority_does_not_connect()
    {
        await using var stream = new SslStream(await Connect());
        await Assert.ThrowsAsync<AuthenticationException>(() => stream.AuthenticateAsClientAsync(Name));
    }

    [Fact]
    public async Task A_request_may_come_letter_by_letter()
    {
        await using var stream = await Connect();
        foreach (var letter in "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"u8.ToArray()) await stream.WriteAsync(new[] { letter });
        using var reader = new StreamReader(stream, Encoding.ASCII);
        Assert.EndsWith("http HTTP/1.1\r\n0\r\n\r\n", await reader.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_says_nothing_is_let_go_in_time()
    {
        await using var stream = await Connect();
        Assert.Equal(FirstByte.Patience, await clock.Asked);
        clock.Fire();
        Assert.Equal(0, await stream.ReadAsync(new byte[1]));
    }

    [Fact]
    public async Task Who_says_nothing_does_not_hold_up_the_end()
    {
        await using var stream = await Connect();
        await clock.Asked;
        await app.StopAsync();
        Assert.Equal(0, await stream.ReadAsync(new byte[1]));
    }

    [Fact]
    public void An_address_that_is_taken_is_named()
    {
        var pool = new PublicPool(Cidr.Parse("127.84.16.0/20"));
        var address = new IPEndPoint(IPAddress.Parse(Cidr.Text(PublicServices.Address(PublicServices.Find(PublicServices.EcrApi), pool))), PublicServices.Port);
        using var taken = new Socket(SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(address);
        taken.Listen();
        var refused = Assert.Throws<CommandLineException>(() => ServiceListeners.Binder(pool)(address));
        Assert.StartsWith("127.84.16.2:443, where the service ecr.api answers, is in use by another program", refused.Message, StringComparison.Ordinal);
        var foreign = Assert.Throws<CommandLineException>(() => ServiceListeners.Binder(new(Cidr.Parse("198.51.96.0/20")))(new IPEndPoint(IPAddress.Parse("198.51.96.5"), PublicServices.Port)));
        Assert.StartsWith("198.51.96.5:443, where the service logs answers, cannot be listened on: ", foreign.Message, StringComparison.Ordinal);
        Assert.Throws<SocketException>(() => ServiceListeners.Binder(pool)(new IPEndPoint(IPAddress.Parse("198.51.96.5"), 4566)));
    }

    private async Task<NetworkStream> Connect(CancellationToken cancel = default)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, port, cancel);
        return new(socket, ownsSocket: true);
    }

    /// <summary>What it is, is judged by the test.</summary>
    private static bool IsShown(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) => !errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable);

    private SslClientAuthenticationOptions Trusting()
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(authority.Certificate);
        return new() { CertificateChainPolicy = policy };
    }

    /// <summary>Its timers fire when they are told to.</summary>
    private sealed class HandClock : TimeProvider
    {
        private readonly TaskCompletionSource<TimeSpan> asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private Action fire = () => { };

        /// <summary>The first time that anybody asked to be woken after.</summary>
        public Task<TimeSpan> Asked => asked.Task;

        public void Fire() => fire();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            fire = () => callback(state);
            asked.TrySetResult(dueTime);
            return new Waiting();
        }

        private sealed class Waiting : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
