using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecs.Wire;
using Berth.Domain.Access;

namespace Berth.Aws.Services.Ecs.Operations;

/// <summary>Services of a Cloud Map namespace. There are no namespaces yet, so that each that is named is unknown.</summary>
internal sealed class ListServicesByNamespace : IOperation<ListServicesByNamespaceRequest, ListServicesByNamespaceResponse>
{
    /// <summary>Source: ECS API, ListServicesByNamespace.maxResults.</summary>
    private const int PageNormal = 10;

    public static string Action => "ecs:ListServicesByNamespace";

    public string Resource(ListServicesByNamespaceRequest request, Caller caller) => "*";

    public IReadOnlyList<AccessDemand>? Demands(ListServicesByNamespaceRequest request, Caller caller) =>
        [new(Action, "*") { Keys = Iam.IamDemands.Keys(("ecs:namespace", request.Namespace)) }];

    public Task<ListServicesByNamespaceResponse> Handle(ListServicesByNamespaceRequest request, Caller caller, CancellationToken cancel)
    {
        EcsPages.Size(request.MaxResults, PageNormal);
        throw new AwsException("NamespaceNotFoundException", "The specified namespace wasn't found.");
    }
}
