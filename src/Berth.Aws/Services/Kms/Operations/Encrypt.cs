using Berth.Aws.Dispatch;
using Berth.Aws.Services.Kms.Wire;
using Berth.Domain.Access;
using Berth.Domain.Keys;

namespace Berth.Aws.Services.Kms.Operations;

internal sealed class Encrypt(KeyAccess access, KmsKeys keys) : IOperation<EncryptRequest, EncryptResponse>
{
    public static string Action => "kms:Encrypt";

    public string Resource(EncryptRequest request, Caller caller) => "*";

    /// <summary>Handle asks, once the key is known.</summary>
    public IReadOnlyList<AccessDemand>? Demands(EncryptRequest request, Caller caller) => [];

    public async Task<EncryptResponse> Handle(EncryptRequest request, Caller caller, CancellationToken cancel)
    {
        KmsParameters.Check(request.GrantTokens, request.DryRun, recipient: null, request.EncryptionAlgorithm);
        var context = request.EncryptionContext ?? EncryptionContext.None;
        var key = await access.Find(request.KeyId!, Action, caller, cancel, context);
        return new() { CiphertextBlob = keys.Encrypt(key, request.Plaintext!, context), KeyId = key.Arn, EncryptionAlgorithm = KmsNames.Algorithm };
    }
}
