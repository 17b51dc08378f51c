using Berth.Aws.Dispatch;
using Berth.Aws.Services.Kms.Wire;
using Berth.Domain.Access;

namespace Berth.Aws.Services.Kms.Operations;

internal sealed class UntagResource(KeyAccess access) : IOperation<UntagResourceRequest, UntagResourceResponse>
{
    public static string Action => "kms:UntagResource";

    public string Resource(UntagResourceRequest request, Caller caller) => "*";

    /// <summary>Handle asks, once the key is known.</summary>
    public IReadOnlyList<AccessDemand>? Demands(UntagResourceRequest request, Caller caller) => [];

    public async Task<UntagResourceResponse> Handle(UntagResourceRequest request, Caller caller, CancellationToken cancel)
    {
        await access.ChangeLiving(request.KeyId!, Action, key => key with { Tags = key.Tags.Where(t => !request.TagKeys!.Contains(t.Key, StringComparer.Ordinal)).ToDictionary() }, caller, cancel);
        return new();
    }
}
