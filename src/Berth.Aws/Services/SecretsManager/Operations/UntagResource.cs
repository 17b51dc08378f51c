using Berth.Aws.Dispatch;
using Berth.Aws.Services.SecretsManager.Wire;
using Berth.Domain.Access;

namespace Berth.Aws.Services.SecretsManager.Operations;

internal sealed class UntagResource(SecretRows rows, SecretAccess access) : IOperation<UntagResourceRequest, UntagResourceResponse>
{
    public static string Action => "secretsmanager:UntagResource";

    public string Resource(UntagResourceRequest request, Caller caller) => "*";

    /// <summary>Handle asks, once the secret is known.</summary>
    public IReadOnlyList<AccessDemand>? Demands(UntagResourceRequest request, Caller caller) => [];

    public async Task<UntagResourceResponse> Handle(UntagResourceRequest request, Caller caller, CancellationToken cancel)
    {
        var secret = await access.Find(request.SecretId!, Action, caller, cancel);
        await rows.Change(secret, old => new(old with { Tags = old.Tags.Where(t => !request.TagKeys!.Contains(t.Key, StringComparer.Ordinal)).ToDictionary() }, []), cancel);
        return new();
    }
}
