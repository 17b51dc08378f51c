using Berth.Aws.Dispatch;
using Berth.Aws.Services.Kms.Wire;
using Berth.Domain.Access;
using Berth.Domain.Keys;

namespace Berth.Aws.Services.Kms.Operations;

internal sealed class ReEncrypt(KeyAccess access, KmsKeys keys) : IOperation<ReEncryptRequest, ReEncryptResponse>
{
    public static string Action => "kms:ReEncrypt";

    public string Resource(ReEncryptRequest request, Caller caller) => "*";

    /// <summary>Handle asks, once the key is known.</summary>
    public IReadOnlyList<AccessDemand>? Demands(ReEncryptRequest request, Caller caller) => [];

    public async Task<ReEncryptResponse> Handle(ReEncryptRequest request, Caller caller, CancellationToken cancel)
    {
        KmsParameters.Check(request.GrantTokens, request.DryRun, recipient: null, request.SourceEncryptionAlgorithm, request.DestinationEncryptionAlgorithm);
        if (request.CiphertextBlob is not { } blob) throw KmsErrors.Validation("CiphertextBlob must be given.");
        var (from, to) = (request.SourceEncryptionContext ?? EncryptionContext.None, request.DestinationEncryptionContext ?? EncryptionContext.None);
        var source = await keys.KeyOf(blob, cancel);
        if (request.SourceKeyId is { } named && (await keys.Resolve(named, cancel)).KeyId != source.KeyId) throw KmsErrors.IncorrectKey();
        await access.Require(source, "kms:ReEncryptFrom", caller, from, viaService: null, cancel);
        var destination = await access.Find(request.DestinationKeyId!, "kms:ReEncryptTo", caller, cancel, to);
        return new()
        {
            CiphertextBlob = keys.Encrypt(destination, keys.Decrypt(source, blob, from), to),
            SourceKeyId = source.Arn,
            KeyId = destination.Arn,
            SourceEncryptionAlgorithm = KmsNames.Algorithm,
            DestinationEncryptionAlgorithm = KmsNames.Algorithm,
        };
    }
}
