using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecs.Wire;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Ecs.Operations;

internal sealed class UntagResource(IStore store, IGrainFactory grains) : IOperation<UntagResourceRequest, UntagResourceResponse>
{
    public static string Action => "ecs:UntagResource";

    public string Resource(UntagResourceRequest request, Caller caller) => request.ResourceArn ?? "*";

    public IReadOnlyList<AccessDemand>? Demands(UntagResourceRequest request, Caller caller) => [new(Action, Resource(request, caller)) { Keys = new Dictionary<string, IReadOnlyList<string>> { ["aws:TagKeys"] = request.TagKeys ?? [] } }];

    public async Task<UntagResourceResponse> Handle(UntagResourceRequest request, Caller caller, CancellationToken cancel)
    {
        await new EcsTaggable(store, grains, caller.Scope).Change(
            request.ResourceArn!, old => old.Where(t => request.TagKeys?.Contains(t.Key, StringComparer.Ordinal) != true).ToDictionary(t => t.Key, t => t.Value, StringComparer.Ordinal), cancel);
        return new();
    }
}
