using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecr.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.Ecr.Operations;

internal sealed class ListTagsForResource(IStore store) : IOperation<ListTagsForResourceRequest, ListTagsForResourceResponse>
{
    public static string Action => "ecr:ListTagsForResource";

    public string Resource(ListTagsForResourceRequest request, Caller caller) => request.ResourceArn ?? "*";

    public async Task<ListTagsForResourceResponse> Handle(ListTagsForResourceRequest request, Caller caller, CancellationToken cancel)
    {
        var repository = await new ImageRows(store, caller.Scope).Repository(EcrNames.RepositoryName(request.ResourceArn!, caller.Scope), cancel);
        return new() { Tags = [.. repository.Tags.Select(t => new TagShape { Key = t.Key, Value = t.Value })] };
    }
}
