using Berth.Aws.Services.Ec2;
using Berth.Aws.Services.Ecs.Wire;
using Berth.Aws.Services.Iam;
using Berth.Domain.Access;
using Berth.Domain.Network;
using Berth.Domain.TaskDefinitions;
using Berth.Storage;

namespace Berth.Aws.Services.Ecs;

/// <summary>Looks up what a task needs around it: subnets, security groups, roles. Each that is missing is refused in ECS's words.</summary>
internal sealed class TaskSurroundings(IStore store)
{
    public async Task<IReadOnlyList<SubnetRecord>> Subnets(AwsVpcConfigurationShape network, CancellationToken cancel)
    {
        var subnets = new List<SubnetRecord>();
        foreach (var id in network.Subnets!)
        {
            subnets.Add((await store.Find<SubnetRecord>(NetworkKinds.Subnet, id, cancel))?.Record ?? throw EcsErrors.InvalidParameter(
                $"Error retrieving subnet information for [{id}]: The subnet ID '{id}' does not exist (ErrorCode: InvalidSubnetID.NotFound)"));
        }

        if (subnets.Select(s => s.VpcId).Distinct(StringComparer.Ordinal).Count() > 1) throw EcsErrors.InvalidParameter("Subnets must all belong to the same VPC.");
        return subnets;
    }

    /// <summary>The VPC's default group when none is named.</summary>
    public async Task<IReadOnlyList<string>> SecurityGroups(AwsVpcConfigurationShape network, string vpcId, CancellationToken cancel)
    {
        if (network.SecurityGroups is not { Count: > 0 } asked)
            return [.. (await store.FindAll<SecurityGroupRecord>(NetworkKinds.SecurityGroup, cancel: cancel)).Where(g => g.VpcId == vpcId && g.GroupName == "default").Select(g => g.GroupId)];
        foreach (var id in asked)
        {
            var group = (await store.Find<SecurityGroupRecord>(NetworkKinds.SecurityGroup, id, cancel))?.Record ?? throw EcsErrors.InvalidParameter(
                $"Error retrieving security group information for [{id}]: The security group '{id}' does not exist (ErrorCode: InvalidGroup.NotFound)");
            if (group.VpcId != vpcId) throw EcsErrors.InvalidParameter($"Security group {id} does not appear to belong to the same VPC as the input subnets.");
        }

        return asked;
    }

    /// <summary>Both roles must exist and trust ecs-tasks.amazonaws.com.</summary>
    public async Task CheckRoles(TaskDefinitionRecord definition, string clusterArn, string accountId, CancellationToken cancel)
    {
        foreach (var arn in new[] { definition.ExecutionRoleArn, definition.TaskRoleArn }.OfType<string>())
        {
            var role = await store.Find<RoleRecord>(IamNames.RoleKind, IamNames.RoleNameOf(arn), cancel);
            if (role?.Record is { } found && IamNames.Means(found, arn) && TrustPolicy.LetsServiceAssume(found.AssumeRolePolicyDocument, TrustPolicy.Tasks, clusterArn, accountId)) continue;
            throw EcsErrors.Client(
                $"ECS was unable to assume the role '{arn}' that was provided for this task. Please verify that the role being passed has the proper trust relationship and permissions and that your IAM user has permissions to pass this role.");
        }
    }
}
