using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecr.Wire;
using Berth.Domain.Access;
using Berth.Domain.Kernel;
using Berth.Domain.Profiles;
using Berth.Storage;

namespace Berth.Aws.Services.Ecr.Operations;

internal sealed class TagResource(IStore store, Profile profile) : IOperation<TagResourceRequest, TagResourceResponse>
{
    public static string Action => "ecr:TagResource";

    public string Resource(TagResourceRequest request, Caller caller) => request.ResourceArn ?? "*";

    public IReadOnlyList<AccessDemand>? Demands(TagResourceRequest request, Caller caller) =>
        [EcrMapping.Tagging(Action, Resource(request, caller), (request.Tags ?? []).Select(t => KeyValuePair.Create(t.Key ?? "", t.Value ?? "")))];

    public async Task<TagResourceResponse> Handle(TagResourceRequest request, Caller caller, CancellationToken cancel)
    {
        await new ImageRows(store, caller.Scope).ChangeRepository(EcrNames.RepositoryName(request.ResourceArn!, caller.Scope), repository =>
        {
            var tags = new Dictionary<string, string>(repository.Tags);
            foreach (var tag in request.Tags!) tags[tag.Key!] = tag.Value ?? "";
            return TagRules.Check([.. tags], profile.Quotas.TagsPerResource) is { } fault ? throw EcrErrors.InvalidParameter(fault) : repository with { Tags = tags };
        }, cancel);
        return new();
    }
}
