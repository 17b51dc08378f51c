using Berth.Aws.Dispatch;
using Berth.Aws.Services.Logs.Operations;
using Berth.Aws.Services.Logs.Wire;

namespace Berth.Aws.Services.Logs;

internal static class LogsService
{
    /// <summary>PutLogEvents takes a batch of 1 MiB, which JSON's escapes can blow up.</summary>
    private const long BodyBytesMax = 4 << 20;

    public static readonly AwsService Instance = new("logs", LogsModel.Instance, OperationBinding.Table(
        OperationBinding.Of<CreateLogGroup, CreateLogGroupRequest, CreateLogGroupResponse>(),
        OperationBinding.Of<CreateLogStream, CreateLogStreamRequest, CreateLogStreamResponse>(),
        OperationBinding.Of<DeleteLogGroup, DeleteLogGroupRequest, DeleteLogGroupResponse>(),
        OperationBinding.Of<DeleteLogStream, DeleteLogStreamRequest, DeleteLogStreamResponse>(),
        OperationBinding.Of<DeleteRetentionPolicy, DeleteRetentionPolicyRequest, DeleteRetentionPolicyResponse>(),
        OperationBinding.Of<DescribeLogGroups, DescribeLogGroupsRequest, DescribeLogGroupsResponse>(),
        OperationBinding.Of<DescribeLogStreams, DescribeLogStreamsRequest, DescribeLogStreamsResponse>(),
        OperationBinding.Of<FilterLogEvents, FilterLogEventsRequest, FilterLogEventsResponse>(),
        OperationBinding.Of<GetLogEvents, GetLogEventsRequest, GetLogEventsResponse>(),
        OperationBinding.Of<ListTagsForResource, ListTagsForResourceRequest, ListTagsForResourceResponse>(),
        OperationBinding.Of<PutLogEvents, PutLogEventsRequest, PutLogEventsResponse>(),
        OperationBinding.Of<PutRetentionPolicy, PutRetentionPolicyRequest, PutRetentionPolicyResponse>(),
        OperationBinding.Of<TagResource, TagResourceRequest, TagResourceResponse>(),
        OperationBinding.Of<UntagResource, UntagResourceRequest, UntagResourceResponse>()), LogsErrors.From, BodyBytesMax);
}
