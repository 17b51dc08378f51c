using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecs.Wire;
using Berth.Domain.Accounts;
using Berth.Domain.Profiles;
using Berth.Domain.Services;
using Berth.Domain.TaskDefinitions;
using Berth.Storage;

namespace Berth.Aws.Services.Ecs;

/// <summary>Makes of what a request names what a deployment or a task set shall run: everything looked up and judged, so that its owner need not.</summary>
internal sealed class RevisionDrafts(IStore store, Profile profile, Caller caller)
{
    private readonly TaskSurroundings surroundings = new(store);

    /// <param name="definition">Null when none was found.</param>
    public async Task<RevisionDraft> New(TaskDefinitionRecord? definition, string? platformVersion, NetworkConfigurationShape? network, string clusterArn, CancellationToken cancel)
    {
        FargateRules.Check(definition, network, profile.Quotas);
        FargateRules.CheckPlatformVersion(platformVersion);
        var settled = await Settle(definition, clusterArn, cancel);
        return await In(new(settled, platformVersion ?? FargateRules.LatestPlatformVersion, [], [], [], AssignPublicIp: false), network!, cancel);
    }

    /// <summary>What runs now with what the request changes of it. The same task definition again is no change: it may be INACTIVE by now, but not when the request names it.</summary>
    /// <param name="asked">What the request's task definition was found to be; null when it names none, or one that is not there.</param>
    /// <returns>Null when the request changes nothing of it.</returns>
    public async Task<RevisionDraft?> Next(ServiceRevision now, UpdateServiceRequest request, TaskDefinitionRecord? asked, string clusterArn, CancellationToken cancel)
    {
        var names = !string.IsNullOrEmpty(request.TaskDefinition);
        if (!names && request.NetworkConfiguration is null && request.PlatformVersion is null) return null;
        if (names) FargateRules.CheckDefinition(asked);
        if (request.NetworkConfiguration is { } network) FargateRules.CheckNetwork(network, profile.Quotas);
        var definition = asked is null || asked.Arn == now.Definition.Arn ? now.Definition : await Settle(asked, clusterArn, cancel);
        var draft = new RevisionDraft(definition, request.PlatformVersion ?? now.PlatformVersion, now.Subnets, now.SecurityGroupIds, now.AskedSecurityGroupIds, now.AssignPublicIp);
        return request.NetworkConfiguration is null ? draft : await In(draft, request.NetworkConfiguration, cancel);
    }

    /// <summary>With the log mode that holds for the caller, as for a task of RunTask.</summary>
    private async Task<TaskDefinitionRecord> Settle(TaskDefinitionRecord definition, string clusterArn, CancellationToken cancel)
    {
        FargateRules.CheckSize(definition, profile);
        await surroundings.CheckRoles(definition, clusterArn, caller.Scope.AccountId, cancel);
        var settings = await new AccountSettingRows(store).All(cancel);
        return AwslogsOptions.WithMode(definition, AccountSettings.Effective(AccountSettings.DefaultLogDriverMode, caller.Arn, settings).Value);
    }

    private async Task<RevisionDraft> In(RevisionDraft draft, NetworkConfigurationShape network, CancellationToken cancel)
    {
        var asked = network.AwsvpcConfiguration!;
        var subnets = await surroundings.Subnets(asked, cancel);
        return draft with
        {
            Subnets = [.. subnets.Select(s => new SubnetPlace(s.SubnetId, s.AvailabilityZone))],
            SecurityGroupIds = await surroundings.SecurityGroups(asked, subnets[0].VpcId, cancel),
            AskedSecurityGroupIds = asked.SecurityGroups ?? [],
            AssignPublicIp = asked.AssignPublicIp == "ENABLED",
        };
    }
}
