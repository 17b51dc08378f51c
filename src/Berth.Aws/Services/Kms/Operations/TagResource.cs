using Berth.Aws.Dispatch;
using Berth.Aws.Services.Kms.Wire;
using Berth.Domain.Access;
using Berth.Domain.Kernel;
using Berth.Domain.Profiles;

namespace Berth.Aws.Services.Kms.Operations;

internal sealed class TagResource(KeyAccess access, Profile profile) : IOperation<TagResourceRequest, TagResourceResponse>
{
    public static string Action => "kms:TagResource";

    public string Resource(TagResourceRequest request, Caller caller) => "*";

    /// <summary>Handle asks, once the key is known.</summary>
    public IReadOnlyList<AccessDemand>? Demands(TagResourceRequest request, Caller caller) => [];

    public async Task<TagResourceResponse> Handle(TagResourceRequest request, Caller caller, CancellationToken cancel)
    {
        var added = (request.Tags ?? []).Select(t => KeyValuePair.Create(t.TagKey ?? "", t.TagValue ?? "")).ToList();
        if (TagRules.Check(added, profile.Quotas.TagsPerResource) is { } fault) throw KmsErrors.Tags(fault);
        await access.ChangeLiving(request.KeyId!, Action, key => key with { Tags = TagRules.Merge(key.Tags, added, profile.Quotas.TagsPerResource) ?? throw KmsErrors.Tags("Too many tags") }, caller, cancel);
        return new();
    }
}
