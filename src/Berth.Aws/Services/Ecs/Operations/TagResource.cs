using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecs.Wire;
using Berth.Domain.Access;
using Berth.Domain.Kernel;
using Berth.Domain.Profiles;
using Berth.Storage;

namespace Berth.Aws.Services.Ecs.Operations;

internal sealed class TagResource(IStore store, IGrainFactory grains, Profile profile) : IOperation<TagResourceRequest, TagResourceResponse>
{
    public static string Action => "ecs:TagResource";

    public string Resource(TagResourceRequest request, Caller caller) => request.ResourceArn ?? "*";

    public IReadOnlyList<AccessDemand>? Demands(TagResourceRequest request, Caller caller) => [new(Action, Resource(request, caller)) { RequestTags = EcsDemands.Tags(request.Tags) }];

    public async Task<TagResourceResponse> Handle(TagResourceRequest request, Caller caller, CancellationToken cancel)
    {
        EcsTags.Check(request.Tags, profile);
        await new EcsTaggable(store, grains, caller.Scope).Change(request.ResourceArn!, old =>
        {
            var tags = new Dictionary<string, string>(old);
            foreach (var (key, value) in EcsMapping.Tags(request.Tags)) tags[key] = value;
            if (TagRules.Check([.. tags.Where(t => !t.Key.StartsWith("aws:", StringComparison.Ordinal))], profile.Quotas.TagsPerResource) is { } fault) throw EcsErrors.InvalidParameter(fault);
            return tags;
        }, cancel);
        return new();
    }
}
