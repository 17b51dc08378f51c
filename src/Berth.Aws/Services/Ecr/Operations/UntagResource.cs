using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecr.Wire;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Ecr.Operations;

internal sealed class UntagResource(IStore store) : IOperation<UntagResourceRequest, UntagResourceResponse>
{
    public static string Action => "ecr:UntagResource";

    public string Resource(UntagResourceRequest request, Caller caller) => request.ResourceArn ?? "*";

    public IReadOnlyList<AccessDemand>? Demands(UntagResourceRequest request, Caller caller) =>
        [new(Action, Resource(request, caller)) { Keys = new Dictionary<string, IReadOnlyList<string>> { ["aws:TagKeys"] = request.TagKeys ?? [] } }];

    public async Task<UntagResourceResponse> Handle(UntagResourceRequest request, Caller caller, CancellationToken cancel)
    {
        await new ImageRows(store, caller.Scope).ChangeRepository(
            EcrNames.RepositoryName(request.ResourceArn!, caller.Scope),
            repository => repository with { Tags = repository.Tags.Where(t => !request.TagKeys!.Contains(t.Key, StringComparer.Ordinal)).ToDictionary(t => t.Key, t => t.Value, StringComparer.Ordinal) }, cancel);
        return new();
    }
}
