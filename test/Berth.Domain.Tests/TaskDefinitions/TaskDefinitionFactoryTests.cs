using Berth.Domain.TaskDefinitions;
using Berth.Testing.Records;

namespace Berth.Domain.Tests.TaskDefinitions;

public sealed class TaskDefinitionFactoryTests
{
    private static readonly TaskDefinitionDraft Draft = new()
    {
        Family = "web",
        Cpu = ".5 vCPU",
        Memory = "1 GB",
        NetworkMode = "awsvpc",
        RequiresCompatibilities = ["FARGATE"],
        Containers = [new() { Name = "app", Image = "nginx", PortMappings = [new(80, null, null, null, null), new(53, 0, "udp", null, null)] }],
    };

    [Fact]
    public void Defaults_are_filled_in_as_ecs_shows_them()
    {
        var made = Make(Draft with { Cpu = "512" });
        var app = made.Containers[0];
        Assert.Equal("arn:aws:ecs:ap-northeast-1:123456789012:task-definition/web:3", made.Arn);
        Assert.True(app.Essential);
        Assert.Equal(0, app.CpuUnits);
        Assert.Equal([new PortMapping(80, 80, "tcp"), new PortMapping(53, 53, "udp")], app.PortMappings);
        Assert.Equal((512, 1024), (made.CpuUnits, made.MemoryMib));
    }

    [Fact]
    public void Capabilities_follow_from_what_the_definition_uses()
    {
        var draft = Draft with
        {
            Cpu = "512",
            TaskRoleArn = "arn:task",
            ExecutionRoleArn = "arn:execution",
            Containers = [new() { Name = "app", Image = "123456789012.dkr.ecr.ap-northeast-1.amazonaws.com/web:1", LogConfiguration = new("awslogs", new Dictionary<string, string>()) }],
        };
        Assert.Equal(
            ["com.amazonaws.ecs.capability.logging-driver.awslogs", "ecs.capability.execution-role-awslogs", "com.amazonaws.ecs.capability.ecr-auth",
                "ecs.capability.execution-role-ecr-pull", "com.amazonaws.ecs.capability.task-iam-role", "com.amazonaws.ecs.capability.docker-remote-api.1.18", "ecs.capability.task-eni"],
            Make(draft).RequiresAttributes);
    }

    private static TaskDefinitionRecord Make(TaskDefinitionDraft draft) =>
        TaskDefinitionFactory.Make(draft, 3, "arn:aws:iam::123456789012:root", new Dictionary<string, string>(), fitsFargate: true, SampleTasks.Scope, SampleTasks.Created);
}
