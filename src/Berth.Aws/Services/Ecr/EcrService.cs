using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecr.Operations;
using Berth.Aws.Services.Ecr.Wire;

namespace Berth.Aws.Services.Ecr;

internal static class EcrService
{
    /// <summary>A part of a layer has 20 MiB at most, a third more as base64, and there is something around it.</summary>
    private const long BodyBytesMax = 29L << 20;

    public static readonly AwsService Instance = new("ecr", EcrModel.Instance, OperationBinding.Table(
        OperationBinding.Of<BatchCheckLayerAvailability, BatchCheckLayerAvailabilityRequest, BatchCheckLayerAvailabilityResponse>(),
        OperationBinding.Of<BatchDeleteImage, BatchDeleteImageRequest, BatchDeleteImageResponse>(),
        OperationBinding.Of<BatchGetImage, BatchGetImageRequest, BatchGetImageResponse>(),
        OperationBinding.Of<CompleteLayerUpload, CompleteLayerUploadRequest, CompleteLayerUploadResponse>(),
        OperationBinding.Of<CreateRepository, CreateRepositoryRequest, CreateRepositoryResponse>(),
        OperationBinding.Of<DeleteLifecyclePolicy, DeleteLifecyclePolicyRequest, DeleteLifecyclePolicyResponse>(),
        OperationBinding.Of<DeleteRepository, DeleteRepositoryRequest, DeleteRepositoryResponse>(),
        OperationBinding.Of<DeleteRepositoryPolicy, DeleteRepositoryPolicyRequest, DeleteRepositoryPolicyResponse>(),
        OperationBinding.Of<DescribeImages, DescribeImagesRequest, DescribeImagesResponse>(),
        OperationBinding.Of<DescribeRegistry, DescribeRegistryRequest, DescribeRegistryResponse>(),
        OperationBinding.Of<DescribeRepositories, DescribeRepositoriesRequest, DescribeRepositoriesResponse>(),
        OperationBinding.Of<GetAuthorizationToken, GetAuthorizationTokenRequest, GetAuthorizationTokenResponse>(),
        OperationBinding.Of<GetDownloadUrlForLayer, GetDownloadUrlForLayerRequest, GetDownloadUrlForLayerResponse>(),
        OperationBinding.Of<GetLifecyclePolicy, GetLifecyclePolicyRequest, GetLifecyclePolicyResponse>(),
        OperationBinding.Of<GetLifecyclePolicyPreview, GetLifecyclePolicyPreviewRequest, GetLifecyclePolicyPreviewResponse>(),
        OperationBinding.Of<GetRepositoryPolicy, GetRepositoryPolicyRequest, GetRepositoryPolicyResponse>(),
        OperationBinding.Of<InitiateLayerUpload, InitiateLayerUploadRequest, InitiateLayerUploadResponse>(),
        OperationBinding.Of<ListImages, ListImagesRequest, ListImagesResponse>(),
        OperationBinding.Of<ListTagsForResource, ListTagsForResourceRequest, ListTagsForResourceResponse>(),
        OperationBinding.Of<PutImage, PutImageRequest, PutImageResponse>(),
        OperationBinding.Of<PutImageTagMutability, PutImageTagMutabilityRequest, PutImageTagMutabilityResponse>(),
        OperationBinding.Of<PutLifecyclePolicy, PutLifecyclePolicyRequest, PutLifecyclePolicyResponse>(),
        OperationBinding.Of<SetRepositoryPolicy, SetRepositoryPolicyRequest, SetRepositoryPolicyResponse>(),
        OperationBinding.Of<StartLifecyclePolicyPreview, StartLifecyclePolicyPreviewRequest, StartLifecyclePolicyPreviewResponse>(),
        OperationBinding.Of<TagResource, TagResourceRequest, TagResourceResponse>(),
        OperationBinding.Of<UntagResource, UntagResourceRequest, UntagResourceResponse>(),
        OperationBinding.Of<UploadLayerPart, UploadLayerPartRequest, UploadLayerPartResponse>()), EcrErrors.From, BodyBytesMax);
}
