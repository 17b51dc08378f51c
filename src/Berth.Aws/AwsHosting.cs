using Berth.Aws.AgentApi;
using Berth.Aws.Authorization;
using Berth.Aws.Dispatch;
using Berth.Aws.Encryption;
using Berth.Aws.Paging;
using Berth.Aws.Services.Ec2;
using Berth.Aws.Services.Ecr;
using Berth.Aws.Services.Ecr.Distribution;
using Berth.Aws.Services.Ecs;
using Berth.Aws.Services.Iam;
using Berth.Aws.Services.Kms;
using Berth.Aws.Services.Logs;
using Berth.Aws.Services.S3;
using Berth.Aws.Services.S3.Files;
using Berth.Aws.Services.SecretsManager;
using Berth.Aws.Services.Ssm;
using Berth.Aws.Services.Sts;
using Berth.Aws.Signing;
using Berth.Aws.Status;
using Berth.Contracts.Services;
using Berth.Domain.Kernel;
using Berth.Domain.ObjectStorage;
using Berth.Domain.Profiles;
using Berth.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Berth.Aws;

/// <summary>Puts the AWS front into a web application. The store, the grains, the clock, the ids, the profile, the pool of public addresses and the instance are for the composition root to add.</summary>
public static class AwsHosting
{
    /// <summary>Name of the activity source whose traces are the AWS requests.</summary>
    public const string TraceSource = "Berth.Aws";

    public const string AgentMeter = TcsEndpoint.MeterName;

    public const string AccessMeter = TaskNotebook.MeterName;

    /// <summary>
    /// A profile's defaults, and the quotas in force in its place: handlers are made for each call and get the profile as it is then. Who lives longer asks <see cref="QuotaBook"/>.
    /// </summary>
    public static IServiceCollection AddProfile(this IServiceCollection services, Profile defaults) =>
        services.AddSingleton(p => new QuotaBook(p.GetRequiredService<IStore>(), defaults)).AddTransient(p => p.GetRequiredService<QuotaBook>().Profile);

    public static IServiceCollection AddBerthAws(this IServiceCollection services, SigningKeys keys)
    {
        services.AddSingleton(keys);
        services.AddSingleton<SessionIssuer>();
        services.AddSingleton<UserKeys>();
        services.AddSingleton<AccessKeyUses>();
        services.AddHostedService(p => p.GetRequiredService<AccessKeyUses>());
        services.AddSingleton<ISessionRevocations, TaskSessions>();
        services.AddSingleton<KeyOwners>();
        services.AddSingleton<RequestAuthenticator>();
        services.AddSingleton<PrincipalPolicyRows>();
        services.AddSingleton<LinkedRoleDeletions>();
        services.AddSingleton<IResourceFacts, Ec2ResourceFacts>();
        services.AddSingleton<IResourceFacts, EcsResourceFacts>();
        services.AddSingleton<IResourceFacts, LogsResourceFacts>();
        services.AddSingleton<IResourceFacts, IamResourceFacts>();
        services.AddSingleton<IResourceFacts, StsResourceFacts>();
        services.AddSingleton<PageTokens>();
        services.AddSingleton<AwsDispatcher>();
        services.AddSingleton<RequestRateGate>();
        services.AddSingleton<Callers>();
        services.AddSingleton<PrincipalPolicyCache>();
        services.AddSingleton<ResourcePolicyCache>();
        services.AddSingleton<ResourceLookup>();
        services.AddSingleton<TaskNotebook>();
        services.AddSingleton<IAuthorizer, Authorizer>();
        services.AddSingleton<DialledService>();
        services.AddSingleton<ServiceFront>();
        services.AddSingleton<LayerUrls>();
        services.AddSingleton<LayerBucket>();
        services.AddSingleton<RegistryDoor>();
        services.AddSingleton<RegistryTokens>();
        services.AddSingleton(provider => new BlobFiles(Path.Combine(provider.GetRequiredService<BerthInstance>().DataDirectory, "registry")));
        services.AddSingleton<LayerUploads>();
        services.AddSingleton<ImagePush>();
        services.AddSingleton<IPrincipalStanding, PrincipalStanding>();
        services.AddSingleton<IResourceFacts, EcrResourceFacts>();
        services.AddSingleton<IImageDigests, ImageDigests>();
        services.AddSingleton<RegistryAccess>();
        services.AddSingleton<RegistryEndpoint>();
        services.AddSingleton(provider => new ObjectFiles(Path.Combine(provider.GetRequiredService<BerthInstance>().DataDirectory, "s3")));
        services.AddSingleton<BucketGate>();
        services.AddSingleton<S3Rows>();
        services.AddSingleton<UploadRows>();
        services.AddSingleton<ObjectWriter>();
        services.AddSingleton<ObjectReader>();
        services.AddSingleton<ObjectLister>();
        services.AddSingleton<CopySource>();
        services.AddSingleton<S3Authentication>();
        services.AddSingleton<S3Endpoint>();
        services.AddSingleton<IResourceFacts, S3Facts>();
        services.AddSingleton<ObjectSweep>();
        services.AddHostedService(p => p.GetRequiredService<ObjectSweep>());
        services.AddSingleton<LifecycleSweep>();
        services.AddHostedService(p => p.GetRequiredService<LifecycleSweep>());
        services.AddSingleton<TaskCredentials>();
        services.AddSingleton<AgentHandshake>();
        services.AddSingleton<TaskStatusEndpoint>();
        services.AddSingleton<InterruptionEndpoint>();
        services.AddSingleton<AcsEndpoint>();
        services.AddSingleton<TcsEndpoint>();
        services.AddSingleton<NetworkEditor>();
        services.AddSingleton<RuleEditor>();
        services.AddSingleton<NamedResources>();
        services.AddSingleton<TagEditor>();
        services.AddSingleton<FirstStart>();
        services.AddSingleton<BlobSweep>();
        services.AddHostedService(p => p.GetRequiredService<BlobSweep>());
        services.AddSingleton<TaskDefinitionSweep>();
        services.AddHostedService(p => p.GetRequiredService<TaskDefinitionSweep>());
        services.AddSingleton(p => DiskGuard.Of(p.GetRequiredService<BerthInstance>().DataDirectory, p.GetRequiredService<TimeProvider>()));
        services.AddSingleton(p => EncryptionKeys.Open(p.GetRequiredService<BerthInstance>().DataDirectory));
        services.AddSingleton<KmsKeys>();
        services.AddSingleton<KeyAccess>();
        services.AddSingleton<AliasAccess>();
        services.AddSingleton<IResourceFacts, KmsResourceFacts>();
        services.AddSingleton<ParameterRows>();
        services.AddSingleton<ParameterValues>();
        services.AddSingleton<IResourceFacts, SsmResourceFacts>();
        services.AddSingleton<SecretRows>();
        services.AddSingleton<SecretAccess>();
        services.AddSingleton<SecretValues>();
        services.AddSingleton<SecretWriter>();
        services.AddSingleton<IResourceFacts, SecretsManagerResourceFacts>();
        services.AddSingleton<SecretDeletion>();
        services.AddHostedService(p => p.GetRequiredService<SecretDeletion>());
        services.AddSingleton<KeyDeletion>();
        services.AddHostedService(p => p.GetRequiredService<KeyDeletion>());
        services.AddSingleton<LogDeletion>();
        services.AddSingleton<LogRetention>();
        services.AddHostedService(p => p.GetRequiredService<LogRetention>());
        return services;
    }

    public static void MapBerthAws(this WebApplication app)
    {
        var dispatcher = app.Services.GetRequiredService<AwsDispatcher>();
        var front = app.Services.GetRequiredService<ServiceFront>();
        var registry = app.Services.GetRequiredService<RegistryEndpoint>();
        app.Use(next => http => front.Handle(http, next));
        app.UseWebSockets();
        app.MapMethods("/", [HttpMethods.Get, HttpMethods.Post], http => dispatcher.Handle(http, dialled: null));
        app.Map("/v2", registry.Handle);
        app.Map("/v2/{**path}", registry.Handle);
        app.MapGet("/acs/ws", app.Services.GetRequiredService<AcsEndpoint>().Handle);
        app.MapGet("/_berth/tasks/{taskId}", app.Services.GetRequiredService<TaskStatusEndpoint>().Handle);
        app.MapPost("/_berth/interruptions", app.Services.GetRequiredService<InterruptionEndpoint>().Handle);
        app.MapGet("/tcs/ws", app.Services.GetRequiredService<TcsEndpoint>().Handle);

        // What nobody else has a path for can only be a bucket; without a signature it is refused as S3 refuses a stranger.
        var s3 = app.Services.GetRequiredService<S3Endpoint>();
        app.MapFallback("/{bucket}/{**key}", http =>
        {
            if (BucketNames.IsValid((string)http.Request.RouteValues["bucket"]!)) return s3.Handle(http);
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
    }
}
