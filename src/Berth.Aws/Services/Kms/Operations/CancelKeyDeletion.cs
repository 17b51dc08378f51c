using Berth.Aws.Dispatch;
using Berth.Aws.Services.Kms.Wire;
using Berth.Domain.Access;
using Berth.Domain.Keys;

namespace Berth.Aws.Services.Kms.Operations;

internal sealed class CancelKeyDeletion(KeyAccess access) : IOperation<CancelKeyDeletionRequest, CancelKeyDeletionResponse>
{
    public static string Action => "kms:CancelKeyDeletion";

    public string Resource(CancelKeyDeletionRequest request, Caller caller) => "*";

    /// <summary>Handle asks, once the key is known.</summary>
    public IReadOnlyList<AccessDemand>? Demands(CancelKeyDeletionRequest request, Caller caller) => [];

    public async Task<CancelKeyDeletionResponse> Handle(CancelKeyDeletionRequest request, Caller caller, CancellationToken cancel)
    {
        var key = await access.Change(request.KeyId!, Action, old => old.State == KeyState.PendingDeletion ? KeyStates.CancelDeletion(old) : throw KmsErrors.NotPendingDeletion(old), caller, cancel);
        return new() { KeyId = key.Arn };
    }
}
