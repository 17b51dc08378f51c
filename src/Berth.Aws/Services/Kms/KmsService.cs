using Berth.Aws.Dispatch;
using Berth.Aws.Services.Kms.Operations;
using Berth.Aws.Services.Kms.Wire;

namespace Berth.Aws.Services.Kms;

internal static class KmsService
{
    public static readonly AwsService Instance = new("kms", KmsModel.Instance, OperationBinding.Table(
        OperationBinding.Of<CancelKeyDeletion, CancelKeyDeletionRequest, CancelKeyDeletionResponse>(),
        OperationBinding.Of<CreateAlias, CreateAliasRequest, CreateAliasResponse>(),
        OperationBinding.Of<CreateKey, CreateKeyRequest, CreateKeyResponse>(),
        OperationBinding.Of<Decrypt, DecryptRequest, DecryptResponse>(),
        OperationBinding.Of<DeleteAlias, DeleteAliasRequest, DeleteAliasResponse>(),
        OperationBinding.Of<DescribeKey, DescribeKeyRequest, DescribeKeyResponse>(),
        OperationBinding.Of<DisableKey, DisableKeyRequest, DisableKeyResponse>(),
        OperationBinding.Of<EnableKey, EnableKeyRequest, EnableKeyResponse>(),
        OperationBinding.Of<Encrypt, EncryptRequest, EncryptResponse>(),
        OperationBinding.Of<GenerateDataKey, GenerateDataKeyRequest, GenerateDataKeyResponse>(),
        OperationBinding.Of<GenerateDataKeyWithoutPlaintext, GenerateDataKeyWithoutPlaintextRequest, GenerateDataKeyWithoutPlaintextResponse>(),
        OperationBinding.Of<GenerateRandom, GenerateRandomRequest, GenerateRandomResponse>(),
        OperationBinding.Of<GetKeyPolicy, GetKeyPolicyRequest, GetKeyPolicyResponse>(),
        OperationBinding.Of<ListAliases, ListAliasesRequest, ListAliasesResponse>(),
        OperationBinding.Of<ListKeyPolicies, ListKeyPoliciesRequest, ListKeyPoliciesResponse>(),
        OperationBinding.Of<ListKeys, ListKeysRequest, ListKeysResponse>(),
        OperationBinding.Of<ListResourceTags, ListResourceTagsRequest, ListResourceTagsResponse>(),
        OperationBinding.Of<PutKeyPolicy, PutKeyPolicyRequest, PutKeyPolicyResponse>(),
        OperationBinding.Of<ReEncrypt, ReEncryptRequest, ReEncryptResponse>(),
        OperationBinding.Of<ScheduleKeyDeletion, ScheduleKeyDeletionRequest, ScheduleKeyDeletionResponse>(),
        OperationBinding.Of<TagResource, TagResourceRequest, TagResourceResponse>(),
        OperationBinding.Of<UntagResource, UntagResourceRequest, UntagResourceResponse>(),
        OperationBinding.Of<UpdateAlias, UpdateAliasRequest, UpdateAliasResponse>(),
        OperationBinding.Of<UpdateKeyDescription, UpdateKeyDescriptionRequest, UpdateKeyDescriptionResponse>()), KmsErrors.From);
}
