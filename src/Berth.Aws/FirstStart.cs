using Berth.Aws.Services.Ec2;
using Berth.Aws.Services.Ecr;
using Berth.Aws.Services.Ecr.Distribution;
using Berth.Aws.Services.Ecs;
using Berth.Aws.Services.Iam;
using Berth.Contracts.Clusters;
using Berth.Domain.Access;
using Berth.Domain.Kernel;
using Berth.Domain.Network;
using Berth.Domain.Registry;
using Berth.Storage;
using Microsoft.Extensions.Logging;

namespace Berth.Aws;

/// <summary>What an account has from the start: the default VPC, the cluster "default", the role that nodes sign with. Runs at every start and adds only what is missing.</summary>
public sealed class FirstStart(IStore store, IGrainFactory grains, BerthInstance berth, PublicPool pool, QuotaBook quotas, IIdSource ids, TimeProvider clock, ILoggerFactory logs)
{
    private const string InstanceTrust = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}""";

    public async Task Run(CancellationToken cancel)
    {
        await quotas.Load(cancel);
        await new NetworkEditor(store, grains, berth, pool, quotas, ids, clock, logs.CreateLogger<NetworkEditor>()).Change(DefaultVpc.Complete, cancel);
        await InstanceRole(cancel);

        var cluster = grains.GetGrain<IClusterGrain>(EcsNames.DefaultCluster);
        if (await cluster.Describe() is null)
            await cluster.Create(new(new() { Name = EcsNames.DefaultCluster, Arn = EcsNames.ClusterArn(berth.Scope, EcsNames.DefaultCluster), Settings = new Dictionary<string, string> { [ClusterSettings.ContainerInsights] = "disabled" } }));
        await WakeClusters(cancel);
    }

    /// <summary>The role that nodes sign with, and the instance profile by which EC2 would give it to them.</summary>
    private async Task InstanceRole(CancellationToken cancel)
    {
        var now = IamMapping.WholeSeconds(clock.GetUtcNow());
        await store.TryAdd(IamNames.RoleKind, IamNames.InstanceRole, new RoleRecord
        {
            Name = IamNames.InstanceRole,
            Path = "/",
            RoleId = IamNames.NewId("AROA", ids),
            Arn = IamNames.RoleArn(berth.Scope, "/", IamNames.InstanceRole),
            AssumeRolePolicyDocument = InstanceTrust,
            Description = "Berth's own nodes sign with this role.",
            CreatedAt = now,
            AttachedPolicyArns = ["arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role"],
        }, cancel);
        await store.TryAdd(IamNames.InstanceProfileKind, IamNames.InstanceRole, new InstanceProfileRecord
        {
            Name = IamNames.InstanceRole,
            Path = "/",
            InstanceProfileId = IamNames.NewId("AIPA", ids),
            Arn = IamNames.InstanceProfileArn(berth.Scope, "/", IamNames.InstanceRole),
            CreatedAt = now,
            RoleNames = [IamNames.InstanceRole],
        }, cancel);
    }

    /// <summary>A cluster whose tasks were half started when the server died goes on with them now, not when somebody asks for it.</summary>
    private async Task WakeClusters(CancellationToken cancel)
    {
        foreach (var row in await store.List(EcsNames.ClusterKind, cancel: cancel)) await grains.GetGrain<IClusterGrain>(row.Id).Describe();
    }
}
