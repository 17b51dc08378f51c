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
            ["com.amazonaws.ecs.capability.ecr-auth", "ecs.capability.execution-role-ecr-pull", "com.amazonaws.ecs.capability.task-iam-role",
                "com.amazonaws.ecs.capability.logging-driver.awslogs", "com.amazonaws.ecs.capability.docker-remote-api.1.19", "ecs.capability.execution-role-awslogs",
                "com.amazonaws.ecs.capability.docker-remote-api.1.18", "ecs.capability.task-eni"],
            Make(draft).RequiresAttributes);
    }

    public static TheoryData<string, ContainerDraft> Capabilities => new()
    {
        { "ecs.capability.container-health-check docker-remote-api.1.24", SampleDrafts.App with { HealthCheck = Check(null) } },
        { "ecs.capability.container-health-check docker-remote-api.1.29", SampleDrafts.App with { HealthCheck = Check(10) } },
        { "ecs.capability.container-ordering", SampleDrafts.App with { StartTimeoutSeconds = 10 } },
        { "ecs.capability.container-ordering", SampleDrafts.App with { StopTimeoutSeconds = 10 } },
        { "ecs.capability.container-ordering", SampleDrafts.App with { DependsOn = [new("side", "START")] } },
        { "ecs.capability.container-restart-policy", SampleDrafts.App with { RestartPolicy = new(true, [], null) } },
        { "", SampleDrafts.App with { RestartPolicy = new(false, [], null) } },
        { "docker-remote-api.1.21", SampleDrafts.App with { MemoryReservationMib = 64 } },
        { "docker-remote-api.1.25", SampleDrafts.App with { LinuxParameters = new() { InitProcessEnabled = true } } },
    };

    [Theory]
    [MemberData(nameof(Capabilities))]
    public void A_setting_asks_for_its_capability(string expected, ContainerDraft container)
    {
        var attributes = Make(Draft with { Containers = [container, SampleDrafts.App with { Name = "side" }] }).RequiresAttributes.Select(a => a.Replace("com.amazonaws.ecs.capability.", "", StringComparison.Ordinal));
        Assert.Equal([.. expected.Split(' ', StringSplitOptions.RemoveEmptyEntries), "docker-remote-api.1.18", "ecs.capability.task-eni"], attributes);
    }

    [Fact]
    public void What_a_health_check_and_a_restart_policy_do_not_say_is_what_ecs_says()
    {
        var made = Make(Draft with { Containers = [SampleDrafts.App with { HealthCheck = Check(null), RestartPolicy = new(true, [7], null) }] }).Containers[0];
        Assert.Equal((30, 5, 3, null), (made.HealthCheck!.IntervalSeconds, made.HealthCheck.TimeoutSeconds, made.HealthCheck.Retries, made.HealthCheck.StartPeriodSeconds));
        Assert.Equal(300, made.RestartPolicy!.AttemptPeriodSeconds);
    }

    private static HealthCheckDraft Check(int? startPeriod) => new(["CMD", "true"], null, null, null, startPeriod);

    private static TaskDefinitionRecord Make(TaskDefinitionDraft draft) =>
        TaskDefinitionFactory.Make(draft, 3, "arn:aws:iam::123456789012:root", new Dictionary<string, string>(), fitsFargate: true, SampleTasks.Scope, SampleTasks.Created);
}
