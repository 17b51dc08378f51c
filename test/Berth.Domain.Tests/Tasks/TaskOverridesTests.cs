using Berth.Domain.TaskDefinitions;
using Berth.Domain.Tasks;
using Berth.Testing.Records;

namespace Berth.Domain.Tests.Tasks;

public sealed class TaskOverridesTests
{
    private static readonly TaskDefinitionRecord Definition = SampleTasks.Definition(
        new ContainerDefinition { Name = "app", Image = "a", Command = ["serve"], Environment = [new("MODE", "slow"), new("KEEP", "yes")], CpuUnits = 100, MemoryMib = 200 },
        new ContainerDefinition { Name = "side", Image = "b" });

    [Fact]
    public void Without_overrides_the_revision_runs_as_it_is() =>
        Assert.Equal(Definition.Containers, TaskOverrides.None.ApplyTo(Definition).Containers);

    [Fact]
    public void Command_replaces_and_environment_merges_by_name()
    {
        var run = new TaskOverrides { Containers = [new() { Name = "app", Command = ["echo", "hi"], Environment = [new("MODE", "fast"), new("NEW", "1")] }] }.ApplyTo(Definition);
        Assert.Equal(["echo", "hi"], run.Containers[0].Command!);
        Assert.Equal([new("KEEP", "yes"), new("MODE", "fast"), new("NEW", "1")], run.Containers[0].Environment);
        Assert.Equal(Definition.Containers[1], run.Containers[1]);
    }

    [Fact]
    public void Sizes_and_roles_of_the_task_are_replaced()
    {
        var run = new TaskOverrides { Cpu = "0.5 vCPU", Memory = "1 GB", TaskRoleArn = "arn:role" }.ApplyTo(Definition);
        Assert.Equal((512, 1024, "arn:role", Definition.ExecutionRoleArn), (run.CpuUnits, run.MemoryMib, run.TaskRoleArn, run.ExecutionRoleArn));
    }
}
