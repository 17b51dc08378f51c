using System.Security.Cryptography;
using System.Text.Json;
using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecs.Wire;
using Berth.Contracts.Clusters;
using Berth.Domain.Access;
using Berth.Domain.Accounts;
using Berth.Domain.Fargate;
using Berth.Domain.Profiles;
using Berth.Domain.TaskDefinitions;
using Berth.Domain.Tasks;
using Berth.Storage;

namespace Berth.Aws.Services.Ecs.Operations;

/// <summary>Runs tasks. Answers once they are durable, in PROVISIONING; the rest of their life goes on behind.</summary>
internal sealed class RunTask(IStore store, IGrainFactory grains, IAuthorizer authorizer, Profile profile, DiskGuard disk) : IOperation<RunTaskRequest, RunTaskResponse>
{
    private const string PlatformVersion = "1.4.0";

    public static string Action => "ecs:RunTask";

    public string Resource(RunTaskRequest request, Caller caller) => EcsNames.DefinitionArn(request.TaskDefinition, caller.Scope);

    /// <summary>Handle asks, once the revision and its roles are known.</summary>
    public IReadOnlyList<AccessDemand>? Demands(RunTaskRequest request, Caller caller) => [];

    public async Task<RunTaskResponse> Handle(RunTaskRequest request, Caller caller, CancellationToken cancel)
    {
        var definition = await new TaskDefinitionRows(store).Find(request.TaskDefinition!, caller.Scope, cancel);
        await Authorize(request, definition, caller, cancel);
        var owner = (await ClusterTasks.Describe(grains, request.Cluster, caller.Scope)).Cluster;
        var cluster = grains.GetGrain<IClusterGrain>(owner.Name);
        var strategy = RunTaskRules.Check(request, owner, caller.Scope, profile.Quotas);
        EcsTags.Check(request.Tags, profile);

        // Asked first: a retry gets its tasks back even when the definition or a role has changed, or the disk has filled, since.
        if (request.ClientToken is { } token && await cluster.FindRun(token, Hash(request)) is { } earlier) return Answer(earlier);
        disk.Check();
        FargateRules.Check(definition, request.NetworkConfiguration, profile.Quotas);
        var command = await Command(request, definition!, owner.Name, caller, cancel);
        return Answer(await cluster.RunTask(command with { CapacityProviders = RunTaskRules.Split(strategy, command.Count) }));
    }

    /// <summary>RunTask on the revision that will run, and PassRole of the roles that the tasks will have.</summary>
    private async Task Authorize(RunTaskRequest request, TaskDefinitionRecord? definition, Caller caller, CancellationToken cancel)
    {
        await authorizer.Require(caller, EcsDemands.Run(definition?.Arn ?? Resource(request, caller), request, definition, caller), cancel);
        var roles = EcsDemands.PassRoles(store, caller, request.Overrides?.TaskRoleArn ?? definition?.TaskRoleArn, request.Overrides?.ExecutionRoleArn ?? definition?.ExecutionRoleArn);
        var tasks = caller.Scope.Arn("ecs", $"task/{EcsNames.ClusterName(request.Cluster, caller.Scope)}/*");
        foreach (var demand in roles.Concat(EcsDemands.Tagging(tasks, request.Tags, nameof(RunTask)))) await authorizer.Require(caller, demand, cancel);
    }

    private static RunTaskResponse Answer(RunTaskOutcome outcome) => outcome switch
    {
        RunTaskOutcome.Accepted done => new()
        {
            Tasks = [.. done.Tasks.Select(t => t.LastStatus == Domain.Tasks.TaskStatus.Stopped ? Brief(t) : EcsMapping.ToWire(t, withTags: true))],
            Failures = [.. Enumerable.Repeat(new FailureShape { Reason = Reason(done.Shortage) }, done.Unplaced)],
        },
        RunTaskOutcome.TokenConflict conflict => throw new AwsException("ConflictException", "The client token was used before with other parameters.")
        {
            Details = new Dictionary<string, IReadOnlyList<string>> { ["resourceIds"] = conflict.TaskArns },
        },
        RunTaskOutcome.Throttled => throw EcsErrors.Throttled(),
        RunTaskOutcome.NoCluster => throw EcsErrors.ClusterNotFound(),
        var other => throw new InvalidOperationException($"Unknown outcome {other}."),
    };

    private static string Reason(PoolShortage? shortage) => shortage == PoolShortage.VcpuQuota
        ? "You've reached the limit on the number of vCPUs you can run concurrently"
        : "Capacity is unavailable at this time. Please try again later or in a different availability zone";

    /// <summary>All that a repeated client token tells of a task that is over. Source: ECS API, ensuring idempotency.</summary>
    private static TaskShape Brief(TaskRecord task) => new() { TaskArn = task.TaskArn, LastStatus = task.LastStatus.Name(), DesiredStatus = "STOPPED" };

    private async Task<RunTaskCommand> Command(RunTaskRequest request, TaskDefinitionRecord definition, string clusterName, Caller caller, CancellationToken cancel)
    {
        var network = request.NetworkConfiguration!.AwsvpcConfiguration!;
        var overrides = RunTaskRules.ReadOverrides(request.Overrides, definition, profile);
        var settings = await new AccountSettingRows(store).All(cancel);
        var merged = AwslogsOptions.WithMode(overrides.ApplyTo(definition), AccountSettings.Effective(AccountSettings.DefaultLogDriverMode, caller.Arn, settings).Value);
        var surroundings = new TaskSurroundings(store);
        var subnets = await surroundings.Subnets(network, cancel);
        var groups = await surroundings.SecurityGroups(network, subnets[0].VpcId, cancel);
        await surroundings.CheckRoles(merged, EcsNames.ClusterArn(caller.Scope, clusterName), caller.Scope.AccountId, cancel);
        return new(
            merged, overrides, request.Count ?? 1, "FARGATE", PlatformVersion, string.IsNullOrEmpty(request.Group) ? "family:" + definition.Family : request.Group, request.StartedBy,
            request.ClientToken, Hash(request), request.EnableExecuteCommand ?? definition.EnableExecuteCommand ?? false, Tags(request, definition, clusterName), subnets, groups,
            network.AssignPublicIp == "ENABLED");
    }

    private static IReadOnlyDictionary<string, string> Tags(RunTaskRequest request, TaskDefinitionRecord definition, string clusterName)
    {
        var tags = request.PropagateTags == "TASK_DEFINITION" ? new Dictionary<string, string>(definition.Tags) : [];
        foreach (var (key, value) in EcsMapping.Tags(request.Tags)) tags[key] = value;
        if (request.EnableECSManagedTags == true) tags["aws:ecs:clusterName"] = clusterName;
        return tags;
    }

    /// <summary>Two requests with one client token are the same when everything else is.</summary>
    private static string Hash(RunTaskRequest request) => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(request with { ClientToken = null })));
}
