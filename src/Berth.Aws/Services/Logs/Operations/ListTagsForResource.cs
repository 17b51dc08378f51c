using Berth.Aws.Dispatch;
using Berth.Aws.Services.Logs.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.Logs.Operations;

internal sealed class ListTagsForResource(IStore store) : IOperation<ListTagsForResourceRequest, ListTagsForResourceResponse>
{
    public static string Action => "logs:ListTagsForResource";

    public string Resource(ListTagsForResourceRequest request, Caller caller) => LogsNames.OwnResource(caller.Scope, request.ResourceArn);

    public async Task<ListTagsForResourceResponse> Handle(ListTagsForResourceRequest request, Caller caller, CancellationToken cancel)
    {
        return new() { Tags = (await new LogRows(store).Group(LogsNames.GroupName(null, request.ResourceArn)!, cancel)).Tags };
    }
}
