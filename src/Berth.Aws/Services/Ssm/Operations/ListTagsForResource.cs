using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ssm.Wire;

namespace Berth.Aws.Services.Ssm.Operations;

internal sealed class ListTagsForResource(ParameterRows rows) : IOperation<ListTagsForResourceRequest, ListTagsForResourceResponse>
{
    public static string Action => "ssm:ListTagsForResource";

    public string Resource(ListTagsForResourceRequest request, Caller caller) => ParameterDemands.Arn(request.ResourceId, caller);

    public async Task<ListTagsForResourceResponse> Handle(ListTagsForResourceRequest request, Caller caller, CancellationToken cancel)
    {
        if (request.ResourceType != "Parameter") throw SsmErrors.InvalidResourceType();
        var parameter = await rows.Find(request.ResourceId!, caller.Scope, cancel) ?? throw SsmErrors.InvalidResource();
        return new() { TagList = [.. parameter.Tags.Select(t => new TagShape { Key = t.Key, Value = t.Value })] };
    }
}
