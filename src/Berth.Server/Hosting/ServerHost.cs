using System.Net;
using System.Reflection;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Berth.Aws;
using Berth.Aws.Dispatch;
using Berth.Aws.Signing;
using Berth.Cluster;
using Berth.Domain.Kernel;
using Berth.Node.Agent;
using Berth.Server.Configuration;
using Berth.Server.Installation;
using Berth.Server.Supervision;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Berth.Server.Hosting;

/// <summary>The composition root: puts every part together and serves.</summary>
internal static class ServerHost
{
    public static async Task Run(ServerSettings settings, InstanceFile file, CancellationToken cancel)
    {
        var instance = Instance(settings, file);
        Directory.CreateDirectory(instance.RunDirectory);
        var engine = await EngineHosting.Open(settings, instance);
        var stores = await StoreHosting.Open(settings, file.Id, cancel);
        var builder = WebApplication.CreateSlimBuilder();
        Configure(builder, settings, engine);
        AddParts(builder, settings, instance, engine, stores);
        await using var app = builder.Build();
        app.MapBerthHealth(instance.Id, Version, settings.Engine);
        app.MapBerthMetrics();
        app.MapBerthAws();
        try
        {
            await app.RunAsync(cancel);
            if (stores.Lost.FirstOrDefault(l => l.IsCompletedSuccessfully) is { } lost) throw new CommandLineException(await lost);
        }
        catch (IOException cause) when (cause.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            throw new CommandLineException($"Port {settings.Port} is in use by another program. Choose another with --port, or find it with: ss -ltnp 'sport = :{settings.Port}'", cause);
        }
    }

    public static BerthInstance Instance(ServerSettings settings, InstanceFile file) => new()
    {
        Id = file.Id,
        DataDirectory = settings.DataDirectory,
        RunDirectory = RunState.DirectoryOf(file, settings.DataDirectory),
        Scope = settings.Scope,
        AvailabilityZones = settings.Zones,
        Port = settings.Port,
    };

    public static string Version => typeof(ServerHost).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    private static void Configure(WebApplicationBuilder builder, ServerSettings settings, EngineHosting engine)
    {
        builder.Logging.ClearProviders();
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
        });
        builder.Logging.SetMinimumLevel(LogLevel.Information);
        foreach (var chatty in (string[])["Microsoft", "Orleans", "System.Net.Http", "Grpc", "Polly"]) builder.Logging.AddFilter(chatty, LogLevel.Warning);

        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(10));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = 10_000;
            engine.AddTo(kestrel);
            kestrel.Listen(IPAddress.Loopback, settings.Port, Both);
            if (!settings.ListensBeyondLoopback)
            {
                if (!settings.Listen.Equals(IPAddress.Loopback)) kestrel.Listen(settings.Listen, settings.Port, Both);
                return;
            }

            var certificate = LoadCertificate(settings);
            kestrel.Listen(settings.Listen, settings.Port, listen => listen.UseHttps(certificate));
        });

        // Websockets of agents need HTTP/1.1; nothing here speaks HTTP/2 without TLS.
        static void Both(ListenOptions listen) => listen.Protocols = HttpProtocols.Http1;
    }

    private static void AddParts(WebApplicationBuilder builder, ServerSettings settings, BerthInstance instance, EngineHosting engine, StoreHosting stores)
    {
        var services = builder.Services;
        services.AddSingleton(instance);
        services.AddSingleton(settings);
        services.AddProfile(ProfileFile.Read(settings.Profile));
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<IIdSource, RandomIds>();
        stores.AddTo(services);
        services.AddBerthAws(SigningKeys.Open(settings.DataDirectory, settings.RootAccessKeyId, settings.RootSecretAccessKey));
        services.AddSingleton<IInstanceCredentials, InstanceCredentials>();
        services.AddSingleton<IVpcSources, VpcSources>();
        engine.AddTo(services);
        services.AddSingleton<ControlHealth>();
        services.AddSingleton<IHealthPart>(p => p.GetRequiredService<ControlHealth>());
        services.AddSingleton<IHealthPart, NodeHealth>();
        services.AddBerthTelemetry();
        builder.AddBerthCluster(instance.Id, FreePort());
        services.AddHostedService<FirstStartService>();
        services.AddHostedService<ParentWatch>();
        services.AddHostedService<LogFileWatch>();
    }

    /// <summary>A port of loopback that nobody listens on now: for the silo, which nobody else speaks to.</summary>
    internal static int FreePort()
    {
        using var probe = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }

    private static X509Certificate2 LoadCertificate(ServerSettings settings)
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(settings.TlsCertificate!, settings.TlsKey);
        }
        catch (Exception cause) when (cause is IOException or CryptographicException or UnauthorizedAccessException)
        {
            throw new CommandLineException($"The TLS certificate {settings.TlsCertificate} with key {settings.TlsKey} cannot be used: {cause.Message}", cause);
        }
    }
}
