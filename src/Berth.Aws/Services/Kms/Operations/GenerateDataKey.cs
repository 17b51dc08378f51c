using Berth.Aws.Dispatch;
using Berth.Aws.Services.Kms.Wire;
using Berth.Domain.Access;
using Berth.Domain.Keys;

namespace Berth.Aws.Services.Kms.Operations;

internal sealed class GenerateDataKey(KeyAccess access, KmsKeys keys) : IOperation<GenerateDataKeyRequest, GenerateDataKeyResponse>
{
    public static string Action => "kms:GenerateDataKey";

    public string Resource(GenerateDataKeyRequest request, Caller caller) => "*";

    /// <summary>Handle asks, once the key is known.</summary>
    public IReadOnlyList<AccessDemand>? Demands(GenerateDataKeyRequest request, Caller caller) => [];

    public async Task<GenerateDataKeyResponse> Handle(GenerateDataKeyRequest request, Caller caller, CancellationToken cancel)
    {
        KmsParameters.Check(request.GrantTokens, request.DryRun, request.Recipient);
        var context = request.EncryptionContext ?? EncryptionContext.None;
        var plain = KmsParameters.DataKey(request.KeySpec, request.NumberOfBytes);
        var key = await access.Find(request.KeyId!, Action, caller, cancel, context);
        return new() { CiphertextBlob = keys.Encrypt(key, plain, context), Plaintext = plain, KeyId = key.Arn };
    }
}
