using Berth.Aws.Dispatch;
using Berth.Aws.Services.Kms.Wire;
using Berth.Domain.Access;
using Berth.Domain.Keys;

namespace Berth.Aws.Services.Kms.Operations;

internal sealed class Decrypt(KeyAccess access, KmsKeys keys) : IOperation<DecryptRequest, DecryptResponse>
{
    public static string Action => "kms:Decrypt";

    public string Resource(DecryptRequest request, Caller caller) => "*";

    /// <summary>Handle asks, once the key is known.</summary>
    public IReadOnlyList<AccessDemand>? Demands(DecryptRequest request, Caller caller) => [];

    public async Task<DecryptResponse> Handle(DecryptRequest request, Caller caller, CancellationToken cancel)
    {
        KmsParameters.Check(request.GrantTokens, request.DryRun, request.Recipient, request.EncryptionAlgorithm);
        if (request.CiphertextBlob is not { } blob) throw KmsErrors.Validation("CiphertextBlob must be given.");
        var context = request.EncryptionContext ?? EncryptionContext.None;
        var key = await keys.KeyOf(blob, cancel);
        if (request.KeyId is { } named && (await keys.Resolve(named, cancel)).KeyId != key.KeyId) throw KmsErrors.IncorrectKey();
        await access.Require(key, Action, caller, context, viaService: null, cancel);
        return new() { KeyId = key.Arn, Plaintext = keys.Decrypt(key, blob, context), EncryptionAlgorithm = KmsNames.Algorithm };
    }
}
