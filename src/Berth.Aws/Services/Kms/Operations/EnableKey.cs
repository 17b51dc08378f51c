using Berth.Aws.Dispatch;
using Berth.Aws.Services.Kms.Wire;
using Berth.Domain.Access;
using Berth.Domain.Keys;

namespace Berth.Aws.Services.Kms.Operations;

internal sealed class EnableKey(KeyAccess access) : IOperation<EnableKeyRequest, EnableKeyResponse>
{
    public static string Action => "kms:EnableKey";

    public string Resource(EnableKeyRequest request, Caller caller) => "*";

    /// <summary>Handle asks, once the key is known.</summary>
    public IReadOnlyList<AccessDemand>? Demands(EnableKeyRequest request, Caller caller) => [];

    public async Task<EnableKeyResponse> Handle(EnableKeyRequest request, Caller caller, CancellationToken cancel)
    {
        await access.ChangeLiving(request.KeyId!, Action, key => key with { State = KeyState.Enabled }, caller, cancel);
        return new();
    }
}
