using Berth.Aws.Dispatch;
using Berth.Aws.Services.Logs.Wire;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Logs.Operations;

internal sealed class UntagResource(IStore store) : IOperation<UntagResourceRequest, UntagResourceResponse>
{
    public static string Action => "logs:UntagResource";

    public string Resource(UntagResourceRequest request, Caller caller) => LogsNames.OwnResource(caller.Scope, request.ResourceArn);

    public IReadOnlyList<AccessDemand>? Demands(UntagResourceRequest request, Caller caller) => [new(Action, Resource(request, caller)) { Keys = new Dictionary<string, IReadOnlyList<string>> { ["aws:TagKeys"] = request.TagKeys ?? [] } }];

    public async Task<UntagResourceResponse> Handle(UntagResourceRequest request, Caller caller, CancellationToken cancel)
    {
        await new LogRows(store).ChangeGroup(
            LogsNames.GroupName(null, request.ResourceArn)!,
            group => group with { Tags = group.Tags.Where(t => !request.TagKeys!.Contains(t.Key, StringComparer.Ordinal)).ToDictionary(t => t.Key, t => t.Value, StringComparer.Ordinal) }, cancel);
        return new();
    }
}
