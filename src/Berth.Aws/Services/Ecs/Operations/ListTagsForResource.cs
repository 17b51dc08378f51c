using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecs.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.Ecs.Operations;

internal sealed class ListTagsForResource(IStore store, IGrainFactory grains) : IOperation<ListTagsForResourceRequest, ListTagsForResourceResponse>
{
    public static string Action => "ecs:ListTagsForResource";

    public string Resource(ListTagsForResourceRequest request, Caller caller) => request.ResourceArn ?? "*";

    public async Task<ListTagsForResourceResponse> Handle(ListTagsForResourceRequest request, Caller caller, CancellationToken cancel) =>
        new() { Tags = EcsMapping.Tags(await new EcsTaggable(store, grains, caller.Scope).Read(request.ResourceArn!, cancel)) };
}
