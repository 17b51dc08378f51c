using Berth.Domain.Kernel;
using Berth.Domain.Network;
using Berth.Domain.TaskDefinitions;
using Berth.Domain.Tasks;

namespace Berth.Testing.Records;

/// <summary>Tasks as RunTask makes them, for tests that are about what happens next.</summary>
public static class SampleTasks
{
    public static readonly DateTimeOffset Created = new(2026, 5, 1, 9, 0, 0, TimeSpan.Zero);
    public static readonly AwsScope Scope = AwsScope.Default;

    public static TaskDefinitionRecord Definition(params ContainerDefinition[] containers) => new()
    {
        Family = "web",
        Revision = 1,
        Arn = Scope.Arn("ecs", "task-definition/web:1"),
        Containers = containers.Length > 0 ? containers : [new ContainerDefinition { Name = "app", Image = "busybox" }],
        CpuUnits = 256,
        MemoryMib = 512,
        NetworkMode = "awsvpc",
        RequiresCompatibilities = ["FARGATE"],
        RegisteredBy = "arn:aws:iam::123456789012:root",
    };

    public static TaskRecord Fresh(params ContainerDefinition[] containers)
    {
        var definition = Definition(containers);
        return new()
        {
            TaskId = "0123456789abcdef0123456789abcdef",
            TaskArn = Scope.Arn("ecs", "task/default/0123456789abcdef0123456789abcdef"),
            ClusterName = "default",
            ClusterArn = Scope.Arn("ecs", "cluster/default"),
            Definition = definition,
            Overrides = TaskOverrides.None,
            LaunchType = "FARGATE",
            Group = "family:web",
            SubnetId = "subnet-1",
            SecurityGroupIds = ["sg-1"],
            AssignPublicIp = false,
            AvailabilityZone = "ap-northeast-1a",
            AttachmentId = "attachment",
            NodeArn = Scope.Arn("ecs", "container-instance/pool/1"),
            Containers = [.. definition.Containers.Select(c => new TaskContainer
            {
                Name = c.Name,
                ContainerArn = Scope.Arn("ecs", "container/" + c.Name),
                RuntimeId = "runtime-" + c.Name,
                Image = c.Image,
                Essential = c.Essential,
            })],
            CreatedAt = Created,
        };
    }

    public static NetworkInterfaceRecord Interface { get; } = new()
    {
        InterfaceId = "eni-1",
        AttachmentId = "attachment",
        VpcId = "vpc-1",
        SubnetId = "subnet-1",
        AvailabilityZone = "ap-northeast-1a",
        MacAddress = "0a:58:ac:1f:00:04",
        PrivateIpv4Address = "172.31.0.4",
        SecurityGroupIds = ["sg-1"],
        Owner = Scope.Arn("ecs", "task/default/0123456789abcdef0123456789abcdef"),
        Description = "",
    };
}
