using Berth.Aws.Dispatch;
using Berth.Aws.Services.Kms.Wire;
using Berth.Domain.Access;
using Berth.Domain.Keys;

namespace Berth.Aws.Services.Kms.Operations;

internal sealed class DisableKey(KeyAccess access) : IOperation<DisableKeyRequest, DisableKeyResponse>
{
    public static string Action => "kms:DisableKey";

    public string Resource(DisableKeyRequest request, Caller caller) => "*";

    /// <summary>Handle asks, once the key is known.</summary>
    public IReadOnlyList<AccessDemand>? Demands(DisableKeyRequest request, Caller caller) => [];

    public async Task<DisableKeyResponse> Handle(DisableKeyRequest request, Caller caller, CancellationToken cancel)
    {
        await access.ChangeLiving(request.KeyId!, Action, key => key with { State = KeyState.Disabled }, caller, cancel);
        return new();
    }
}
