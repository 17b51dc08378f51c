using Berth.Aws.AgentApi;
using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Ecr.Distribution;
using Berth.Aws.Services.Ecs;
using Berth.Aws.Services.Logs;
using Berth.Aws.Signing;
using Berth.Domain.Kernel;
using Berth.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Berth.Aws;

/// <summary>Puts the AWS front into a web application. The store, the grains, the clock, the ids, the profile and the instance are for the composition root to add.</summary>
public static class AwsHosting
{
    /// <summary>Name of the activity source whose traces are the AWS requests.</summary>
    public const string TraceSource = "Berth.Aws";

    public const string AgentMeter = TcsEndpoint.MeterName;

    public static IServiceCollection AddBerthAws(this IServiceCollection services, SigningKeys keys)
    {
        services.AddSingleton(keys);
        services.AddSingleton<SessionIssuer>();
        services.AddSingleton<RequestAuthenticator>();
        services.AddSingleton<PageTokens>();
        services.AddSingleton<AwsDispatcher>();
        services.AddSingleton<RegistryTokens>();
        services.AddSingleton(provider => new BlobFiles(Path.Combine(provider.GetRequiredService<BerthInstance>().DataDirectory, "registry")));
        services.AddSingleton<RegistryEndpoint>();
        services.AddSingleton<TaskCredentials>();
        services.AddSingleton<AgentHandshake>();
        services.AddSingleton<AcsEndpoint>();
        services.AddSingleton<TcsEndpoint>();
        services.AddSingleton<FirstStart>();
        services.AddSingleton<BlobSweep>();
        services.AddHostedService(p => p.GetRequiredService<BlobSweep>());
        services.AddSingleton<TaskDefinitionSweep>();
        services.AddHostedService(p => p.GetRequiredService<TaskDefinitionSweep>());
        services.AddSingleton(p => DiskGuard.Of(p.GetRequiredService<BerthInstance>().DataDirectory, p.GetRequiredService<TimeProvider>()));
        services.AddSingleton<LogDeletion>();
        services.AddSingleton<LogRetention>();
        services.AddHostedService(p => p.GetRequiredService<LogRetention>());
        return services;
    }

    public static void MapBerthAws(this WebApplication app)
    {
        var dispatcher = app.Services.GetRequiredService<AwsDispatcher>();
        var registry = app.Services.GetRequiredService<RegistryEndpoint>();
        app.UseWebSockets();
        app.MapMethods("/", [HttpMethods.Get, HttpMethods.Post], dispatcher.Handle);
        app.Map("/v2", registry.Handle);
        app.Map("/v2/{**path}", registry.Handle);
        app.MapGet("/acs/ws", app.Services.GetRequiredService<AcsEndpoint>().Handle);
        app.MapGet("/tcs/ws", app.Services.GetRequiredService<TcsEndpoint>().Handle);
    }
}
