using Berth.Aws.Dispatch;
using Berth.Aws.Services.SecretsManager.Wire;
using Berth.Domain.Access;
using Berth.Domain.Kernel;
using Berth.Domain.Profiles;

namespace Berth.Aws.Services.SecretsManager.Operations;

internal sealed class TagResource(SecretRows rows, SecretAccess access, Profile profile) : IOperation<TagResourceRequest, TagResourceResponse>
{
    public static string Action => "secretsmanager:TagResource";

    public string Resource(TagResourceRequest request, Caller caller) => "*";

    /// <summary>Handle asks, once the secret is known.</summary>
    public IReadOnlyList<AccessDemand>? Demands(TagResourceRequest request, Caller caller) => [];

    public async Task<TagResourceResponse> Handle(TagResourceRequest request, Caller caller, CancellationToken cancel)
    {
        if (TagRules.Check([.. (request.Tags ?? []).Select(t => KeyValuePair.Create(t.Key ?? "", t.Value ?? ""))], profile.Quotas.TagsPerResource) is { } fault) throw SecretsManagerErrors.InvalidParameter(fault);
        var secret = await access.Find(request.SecretId!, Action, caller, cancel);
        await rows.Change(secret, old => new(old with { Tags = TagRules.Merge(old.Tags, SecretsManagerMapping.Tags(request.Tags), profile.Quotas.TagsPerResource) ?? throw TooMany() }, []), cancel);
        return new();
    }

    private AwsException TooMany() => SecretsManagerErrors.InvalidParameter($"A secret can have at most {profile.Quotas.TagsPerResource} tags.");
}
