using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecr.Wire;

namespace Berth.Aws.Services.Ecr.Operations;

/// <summary>There is one registry, and it is replicated nowhere.</summary>
internal sealed class DescribeRegistry : IOperation<DescribeRegistryRequest, DescribeRegistryResponse>
{
    public static string Action => "ecr:DescribeRegistry";

    public string Resource(DescribeRegistryRequest request, Caller caller) => "*";

    public Task<DescribeRegistryResponse> Handle(DescribeRegistryRequest request, Caller caller, CancellationToken cancel)
    {
        return Task.FromResult(new DescribeRegistryResponse { RegistryId = caller.Scope.AccountId, ReplicationConfiguration = new() { Rules = [] } });
    }
}
