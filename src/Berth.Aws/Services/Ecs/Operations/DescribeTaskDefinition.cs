using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecs.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.Ecs.Operations;

internal sealed class DescribeTaskDefinition(IStore store) : IOperation<DescribeTaskDefinitionRequest, DescribeTaskDefinitionResponse>
{
    public static string Action => "ecs:DescribeTaskDefinition";

    public string Resource(DescribeTaskDefinitionRequest request, Caller caller) => "*";

    public async Task<DescribeTaskDefinitionResponse> Handle(DescribeTaskDefinitionRequest request, Caller caller, CancellationToken cancel)
    {
        var record = await new TaskDefinitionRows(store).Find(request.TaskDefinition!, caller.Scope, cancel) ?? throw EcsErrors.Client("Unable to describe task definition.");
        return new()
        {
            TaskDefinition = TaskDefinitionMapping.ToWire(record),
            Tags = request.Include?.Contains("TAGS", StringComparer.Ordinal) == true ? EcsMapping.Tags(record.Tags) : null,
        };
    }
}
