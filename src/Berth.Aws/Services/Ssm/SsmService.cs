using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ssm.Operations;
using Berth.Aws.Services.Ssm.Wire;

namespace Berth.Aws.Services.Ssm;

internal static class SsmService
{
    public static readonly AwsService Instance = new("ssm", SsmModel.Instance, OperationBinding.Table(
        OperationBinding.Of<AddTagsToResource, AddTagsToResourceRequest, AddTagsToResourceResponse>(),
        OperationBinding.Of<DeleteParameter, DeleteParameterRequest, DeleteParameterResponse>(),
        OperationBinding.Of<DeleteParameters, DeleteParametersRequest, DeleteParametersResponse>(),
        OperationBinding.Of<DescribeParameters, DescribeParametersRequest, DescribeParametersResponse>(),
        OperationBinding.Of<GetParameter, GetParameterRequest, GetParameterResponse>(),
        OperationBinding.Of<GetParameterHistory, GetParameterHistoryRequest, GetParameterHistoryResponse>(),
        OperationBinding.Of<GetParameters, GetParametersRequest, GetParametersResponse>(),
        OperationBinding.Of<GetParametersByPath, GetParametersByPathRequest, GetParametersByPathResponse>(),
        OperationBinding.Of<LabelParameterVersion, LabelParameterVersionRequest, LabelParameterVersionResponse>(),
        OperationBinding.Of<ListTagsForResource, ListTagsForResourceRequest, ListTagsForResourceResponse>(),
        OperationBinding.Of<PutParameter, PutParameterRequest, PutParameterResponse>(),
        OperationBinding.Of<RemoveTagsFromResource, RemoveTagsFromResourceRequest, RemoveTagsFromResourceResponse>(),
        OperationBinding.Of<UnlabelParameterVersion, UnlabelParameterVersionRequest, UnlabelParameterVersionResponse>()), SsmErrors.From);
}
