using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecr.Operations;
using Berth.Aws.Services.Ecr.Wire;

namespace Berth.Aws.Services.Ecr;

internal static class EcrService
{
    public static readonly AwsService Instance = new("ecr", EcrModel.Instance, OperationBinding.Table(
        OperationBinding.Of<BatchCheckLayerAvailability, BatchCheckLayerAvailabilityRequest, BatchCheckLayerAvailabilityResponse>(),
        OperationBinding.Of<BatchDeleteImage, BatchDeleteImageRequest, BatchDeleteImageResponse>(),
        OperationBinding.Of<BatchGetImage, BatchGetImageRequest, BatchGetImageResponse>(),
        OperationBinding.Of<CreateRepository, CreateRepositoryRequest, CreateRepositoryResponse>(),
        OperationBinding.Of<DeleteRepository, DeleteRepositoryRequest, DeleteRepositoryResponse>(),
        OperationBinding.Of<DescribeImages, DescribeImagesRequest, DescribeImagesResponse>(),
        OperationBinding.Of<DescribeRepositories, DescribeRepositoriesRequest, DescribeRepositoriesResponse>(),
        OperationBinding.Of<GetAuthorizationToken, GetAuthorizationTokenRequest, GetAuthorizationTokenResponse>(),
        OperationBinding.Of<GetDownloadUrlForLayer, GetDownloadUrlForLayerRequest, GetDownloadUrlForLayerResponse>(),
        OperationBinding.Of<ListImages, ListImagesRequest, ListImagesResponse>(),
        OperationBinding.Of<ListTagsForResource, ListTagsForResourceRequest, ListTagsForResourceResponse>(),
        OperationBinding.Of<PutImageTagMutability, PutImageTagMutabilityRequest, PutImageTagMutabilityResponse>(),
        OperationBinding.Of<TagResource, TagResourceRequest, TagResourceResponse>(),
        OperationBinding.Of<UntagResource, UntagResourceRequest, UntagResourceResponse>()), EcrErrors.From);
}
