using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecs.Operations;
using Berth.Aws.Services.Ecs.Wire;

namespace Berth.Aws.Services.Ecs;

internal static class EcsService
{
    public static readonly AwsService Instance = new("ecs", EcsModel.Instance, OperationBinding.Table(
        OperationBinding.Of<CreateCluster, CreateClusterRequest, CreateClusterResponse>(),
        OperationBinding.Of<DescribeClusters, DescribeClustersRequest, DescribeClustersResponse>(),
        OperationBinding.Of<ListClusters, ListClustersRequest, ListClustersResponse>(),
        OperationBinding.Of<UpdateCluster, UpdateClusterRequest, UpdateClusterResponse>(),
        OperationBinding.Of<UpdateClusterSettings, UpdateClusterSettingsRequest, UpdateClusterSettingsResponse>(),
        OperationBinding.Of<DeleteCluster, DeleteClusterRequest, DeleteClusterResponse>(),
        OperationBinding.Of<PutClusterCapacityProviders, PutClusterCapacityProvidersRequest, PutClusterCapacityProvidersResponse>(),
        OperationBinding.Of<DescribeCapacityProviders, DescribeCapacityProvidersRequest, DescribeCapacityProvidersResponse>(),
        OperationBinding.Of<RegisterTaskDefinition, RegisterTaskDefinitionRequest, RegisterTaskDefinitionResponse>(),
        OperationBinding.Of<DescribeTaskDefinition, DescribeTaskDefinitionRequest, DescribeTaskDefinitionResponse>(),
        OperationBinding.Of<ListTaskDefinitions, ListTaskDefinitionsRequest, ListTaskDefinitionsResponse>(),
        OperationBinding.Of<ListTaskDefinitionFamilies, ListTaskDefinitionFamiliesRequest, ListTaskDefinitionFamiliesResponse>(),
        OperationBinding.Of<DeregisterTaskDefinition, DeregisterTaskDefinitionRequest, DeregisterTaskDefinitionResponse>(),
        OperationBinding.Of<DeleteTaskDefinitions, DeleteTaskDefinitionsRequest, DeleteTaskDefinitionsResponse>(),
        OperationBinding.Of<RunTask, RunTaskRequest, RunTaskResponse>(),
        OperationBinding.Of<StopTask, StopTaskRequest, StopTaskResponse>(),
        OperationBinding.Of<DescribeTasks, DescribeTasksRequest, DescribeTasksResponse>(),
        OperationBinding.Of<ListTasks, ListTasksRequest, ListTasksResponse>(),
        OperationBinding.Of<CreateService, CreateServiceRequest, CreateServiceResponse>(),
        OperationBinding.Of<UpdateService, UpdateServiceRequest, UpdateServiceResponse>(),
        OperationBinding.Of<DeleteService, DeleteServiceRequest, DeleteServiceResponse>(),
        OperationBinding.Of<DescribeServices, DescribeServicesRequest, DescribeServicesResponse>(),
        OperationBinding.Of<ListServices, ListServicesRequest, ListServicesResponse>(),
        OperationBinding.Of<ListServicesByNamespace, ListServicesByNamespaceRequest, ListServicesByNamespaceResponse>(),
        OperationBinding.Of<DescribeServiceDeployments, DescribeServiceDeploymentsRequest, DescribeServiceDeploymentsResponse>(),
        OperationBinding.Of<ListServiceDeployments, ListServiceDeploymentsRequest, ListServiceDeploymentsResponse>(),
        OperationBinding.Of<StopServiceDeployment, StopServiceDeploymentRequest, StopServiceDeploymentResponse>(),
        OperationBinding.Of<DescribeServiceRevisions, DescribeServiceRevisionsRequest, DescribeServiceRevisionsResponse>(),
        OperationBinding.Of<CreateTaskSet, CreateTaskSetRequest, CreateTaskSetResponse>(),
        OperationBinding.Of<UpdateTaskSet, UpdateTaskSetRequest, UpdateTaskSetResponse>(),
        OperationBinding.Of<DeleteTaskSet, DeleteTaskSetRequest, DeleteTaskSetResponse>(),
        OperationBinding.Of<DescribeTaskSets, DescribeTaskSetsRequest, DescribeTaskSetsResponse>(),
        OperationBinding.Of<UpdateServicePrimaryTaskSet, UpdateServicePrimaryTaskSetRequest, UpdateServicePrimaryTaskSetResponse>(),
        OperationBinding.Of<GetTaskProtection, GetTaskProtectionRequest, GetTaskProtectionResponse>(),
        OperationBinding.Of<UpdateTaskProtection, UpdateTaskProtectionRequest, UpdateTaskProtectionResponse>(),
        OperationBinding.Of<TagResource, TagResourceRequest, TagResourceResponse>(),
        OperationBinding.Of<UntagResource, UntagResourceRequest, UntagResourceResponse>(),
        OperationBinding.Of<ListTagsForResource, ListTagsForResourceRequest, ListTagsForResourceResponse>(),
        OperationBinding.Of<PutAccountSetting, PutAccountSettingRequest, PutAccountSettingResponse>(),
        OperationBinding.Of<PutAccountSettingDefault, PutAccountSettingDefaultRequest, PutAccountSettingDefaultResponse>(),
        OperationBinding.Of<ListAccountSettings, ListAccountSettingsRequest, ListAccountSettingsResponse>(),
        OperationBinding.Of<DeleteAccountSetting, DeleteAccountSettingRequest, DeleteAccountSettingResponse>(),
        OperationBinding.Of<RegisterContainerInstance, RegisterContainerInstanceRequest, RegisterContainerInstanceResponse>(),
        OperationBinding.Of<DiscoverPollEndpoint, DiscoverPollEndpointRequest, DiscoverPollEndpointResponse>(),
        OperationBinding.Of<SubmitTaskStateChange, SubmitTaskStateChangeRequest, SubmitTaskStateChangeResponse>()), EcsErrors.From);
}
