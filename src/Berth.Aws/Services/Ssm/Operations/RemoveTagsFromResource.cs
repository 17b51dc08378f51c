using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ssm.Wire;

namespace Berth.Aws.Services.Ssm.Operations;

internal sealed class RemoveTagsFromResource(ParameterRows rows) : IOperation<RemoveTagsFromResourceRequest, RemoveTagsFromResourceResponse>
{
    public static string Action => "ssm:RemoveTagsFromResource";

    public string Resource(RemoveTagsFromResourceRequest request, Caller caller) => ParameterDemands.Arn(request.ResourceId, caller);

    public async Task<RemoveTagsFromResourceResponse> Handle(RemoveTagsFromResourceRequest request, Caller caller, CancellationToken cancel)
    {
        if (request.ResourceType != "Parameter") throw SsmErrors.InvalidResourceType();
        var parameter = await rows.Find(request.ResourceId!, caller.Scope, cancel) ?? throw SsmErrors.InvalidResource();
        await rows.Change(parameter.Name, old => (old ?? throw SsmErrors.InvalidResource()) with { Tags = old.Tags.Where(t => !request.TagKeys!.Contains(t.Key, StringComparer.Ordinal)).ToDictionary() }, cancel);
        return new();
    }
}
