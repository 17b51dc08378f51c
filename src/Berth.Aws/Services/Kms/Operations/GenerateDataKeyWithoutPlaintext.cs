using Berth.Aws.Dispatch;
using Berth.Aws.Services.Kms.Wire;
using Berth.Domain.Access;
using Berth.Domain.Keys;

namespace Berth.Aws.Services.Kms.Operations;

internal sealed class GenerateDataKeyWithoutPlaintext(KeyAccess access, KmsKeys keys) : IOperation<GenerateDataKeyWithoutPlaintextRequest, GenerateDataKeyWithoutPlaintextResponse>
{
    public static string Action => "kms:GenerateDataKeyWithoutPlaintext";

    public string Resource(GenerateDataKeyWithoutPlaintextRequest request, Caller caller) => "*";

    /// <summary>Handle asks, once the key is known.</summary>
    public IReadOnlyList<AccessDemand>? Demands(GenerateDataKeyWithoutPlaintextRequest request, Caller caller) => [];

    public async Task<GenerateDataKeyWithoutPlaintextResponse> Handle(GenerateDataKeyWithoutPlaintextRequest request, Caller caller, CancellationToken cancel)
    {
        KmsParameters.Check(request.GrantTokens, request.DryRun, recipient: null);
        var context = request.EncryptionContext ?? EncryptionContext.None;
        var plain = KmsParameters.DataKey(request.KeySpec, request.NumberOfBytes);
        var key = await access.Find(request.KeyId!, Action, caller, cancel, context);
        return new() { CiphertextBlob = keys.Encrypt(key, plain, context), KeyId = key.Arn };
    }
}
