using Berth.Aws.Services.Ecs;
using Berth.Aws.Services.Ecs.Wire;
using Berth.Domain.Profiles;
using Berth.Domain.TaskDefinitions;
using Berth.Storage;
using Berth.Testing.Records;
using CsCheck;

namespace Berth.Aws.Tests.Services.Ecs;

public sealed class TaskDefinitionMappingTests
{
    private static readonly Profile Handbook = SampleProfiles.Read("handbook");

    [Fact]
    public void What_the_rules_pass_comes_back_from_the_wire_as_the_same_record() => SampleDrafts.Any.Where(d => Faults(d).Count == 0).Sample(draft =>
    {
        var record = Make(draft);
        var again = Make(TaskDefinitionMapping.ToDraft(Request(TaskDefinitionMapping.ToWire(record)), acceptsEnableExecuteCommand: true));
        Assert.Equal(RowJson.Write(record), RowJson.Write(again));
    });

    /// <summary>The answer, sent again as a request: what tools do that change one member of a definition.</summary>
    private static RegisterTaskDefinitionRequest Request(TaskDefinitionShape shape) => new()
    {
        Family = shape.Family,
        TaskRoleArn = shape.TaskRoleArn,
        ExecutionRoleArn = shape.ExecutionRoleArn,
        NetworkMode = shape.NetworkMode,
        ContainerDefinitions = shape.ContainerDefinitions,
        Volumes = shape.Volumes,
        PlacementConstraints = shape.PlacementConstraints,
        RequiresCompatibilities = shape.RequiresCompatibilities,
        Cpu = shape.Cpu,
        Memory = shape.Memory,
        RuntimePlatform = shape.RuntimePlatform,
        EnableExecuteCommand = shape.EnableExecuteCommand,
    };

    private static IReadOnlyList<string> Faults(TaskDefinitionDraft draft) => TaskDefinitionRules.Check(draft, Handbook, SampleDrafts.Region);

    private static TaskDefinitionRecord Make(TaskDefinitionDraft draft)
    {
        Assert.Empty(Faults(draft));
        var fits = TaskDefinitionRules.FitsFargate(draft, Handbook, SampleDrafts.Region);
        return TaskDefinitionFactory.Make(draft, 1, "me", new Dictionary<string, string>(), fits, SampleTasks.Scope, SampleTasks.Created);
    }
}
