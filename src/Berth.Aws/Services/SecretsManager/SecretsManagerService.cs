using Berth.Aws.Dispatch;
using Berth.Aws.Services.SecretsManager.Operations;
using Berth.Aws.Services.SecretsManager.Wire;

namespace Berth.Aws.Services.SecretsManager;

internal static class SecretsManagerService
{
    public static readonly AwsService Instance = new("secretsmanager", SecretsManagerModel.Instance, OperationBinding.Table(
        OperationBinding.Of<BatchGetSecretValue, BatchGetSecretValueRequest, BatchGetSecretValueResponse>(),
        OperationBinding.Of<CreateSecret, CreateSecretRequest, CreateSecretResponse>(),
        OperationBinding.Of<DeleteResourcePolicy, DeleteResourcePolicyRequest, DeleteResourcePolicyResponse>(),
        OperationBinding.Of<DeleteSecret, DeleteSecretRequest, DeleteSecretResponse>(),
        OperationBinding.Of<DescribeSecret, DescribeSecretRequest, DescribeSecretResponse>(),
        OperationBinding.Of<GetRandomPassword, GetRandomPasswordRequest, GetRandomPasswordResponse>(),
        OperationBinding.Of<GetResourcePolicy, GetResourcePolicyRequest, GetResourcePolicyResponse>(),
        OperationBinding.Of<GetSecretValue, GetSecretValueRequest, GetSecretValueResponse>(),
        OperationBinding.Of<ListSecretVersionIds, ListSecretVersionIdsRequest, ListSecretVersionIdsResponse>(),
        OperationBinding.Of<ListSecrets, ListSecretsRequest, ListSecretsResponse>(),
        OperationBinding.Of<PutResourcePolicy, PutResourcePolicyRequest, PutResourcePolicyResponse>(),
        OperationBinding.Of<PutSecretValue, PutSecretValueRequest, PutSecretValueResponse>(),
        OperationBinding.Of<RestoreSecret, RestoreSecretRequest, RestoreSecretResponse>(),
        OperationBinding.Of<TagResource, TagResourceRequest, TagResourceResponse>(),
        OperationBinding.Of<UntagResource, UntagResourceRequest, UntagResourceResponse>(),
        OperationBinding.Of<UpdateSecret, UpdateSecretRequest, UpdateSecretResponse>(),
        OperationBinding.Of<UpdateSecretVersionStage, UpdateSecretVersionStageRequest, UpdateSecretVersionStageResponse>(),
        OperationBinding.Of<ValidateResourcePolicy, ValidateResourcePolicyRequest, ValidateResourcePolicyResponse>()), SecretsManagerErrors.From);
}
