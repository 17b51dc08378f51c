using System.Net;
using Berth.Aws.Signing;
using Berth.Aws.Tests.Driving;
using Berth.Cluster;
using Berth.Contracts.Clusters;
using Berth.Contracts.ContainerInstances;
using Berth.Contracts.Fargate;
using Berth.Domain.Kernel;
using Berth.Domain.Network;
using Berth.Storage;
using Berth.Storage.Sqlite;
using Berth.Testing;
using Berth.Testing.Kernel;
using Berth.Testing.Records;
using Berth.Testing.Stores;
using Berth.Testing.Time;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans;

namespace Berth.Aws.Tests.Driving;

/// <summary>The AWS front and the control plane behind a real port, over a store in memory, with a node that takes every order and runs nothing.</summary>
public class AwsFront : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("berth-aws-").FullName;
    private WebApplication app = null!;
    private SilentNode node = null!;
    private IAgentSession session = null!;

    public string DataDirectory => folder;

    public MemoryStore Store { get; } = new();

    public ShiftedTime Clock { get; } = new();

    public Uri Endpoint { get; private set; } = null!;

    public SigningKeys Keys { get; private set; } = null!;

    public IServiceProvider Services => app.Services;

    public async ValueTask InitializeAsync()
    {
        var port = FreePort.Find();
        Endpoint = new($"http://127.0.0.1:{port}");
        var berth = new BerthInstance
        {
            Id = "aws000",
            DataDirectory = folder,
            RunDirectory = folder,
            Scope = AwsScope.Default,
            AvailabilityZones = ["ap-northeast-1a", "ap-northeast-1c", "ap-northeast-1d"],
            Port = port,
        };
        Keys = SigningKeys.Open(folder, null, null);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1));
        builder.Services.AddSingleton(berth);
        builder.Services.AddSingleton(new PublicPool(Cidr.Parse("198.18.0.0/20")));
        builder.Services.AddProfile(SampleProfiles.Read("handbook"));
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.Services.AddSingleton<IIdSource, RandomIds>();
        builder.Services.AddSingleton<IStore>(Store);
        builder.Services.AddSingleton<ILogStore>(SqliteLogStore.Open(Path.Combine(folder, "logs.db")));
        builder.Services.AddBerthAws(Keys);
        builder.AddBerthCluster("aws000", FreePort.Find());
        Configure(builder);
        app = builder.Build();
        app.MapBerthAws();
        await app.StartAsync();
        await app.Services.GetRequiredService<FirstStart>().Run(CancellationToken.None);
        await ConnectNode();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await app.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    public ApiClient Client() => new(Endpoint, new(Keys.RootAccessKeyId, Keys.RootSecretAccessKey, null));

    public ApiClient Client(ApiKey key) => new(Endpoint, key);

    /// <summary>For a front that listens elsewhere.</summary>
    protected virtual void Configure(WebApplicationBuilder builder)
    {
    }

    private async Task ConnectNode()
    {
        var grains = app.Services.GetRequiredService<IGrainFactory>();
        var instance = grains.GetGrain<IContainerInstanceGrain>("arn:aws:ecs:ap-northeast-1:123456789012:container-instance/berth-fargate/1");
        await instance.Register(new(IFargatePoolGrain.ClusterName, 64 * 1024, 256 * 1024, new Dictionary<string, string>(), "1.0"));
        node = new();
        session = grains.CreateObjectReference<IAgentSession>(node);
        await instance.Connect(session, everything: false);
    }

    private sealed class SilentNode : IAgentSession
    {
        public Task Send(TaskOrder order) => Task.CompletedTask;

        public Task Forget(string taskArn) => Task.CompletedTask;

        public Task Describe(long generation, IReadOnlyList<string> vpcIds, ImmutableMessage<IReadOnlyList<VpcSnapshot>> vpcs) => Task.CompletedTask;

        public Task Close(string reason) => Task.CompletedTask;
    }
}
