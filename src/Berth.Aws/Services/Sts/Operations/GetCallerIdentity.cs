using Berth.Aws.Dispatch;
using Berth.Aws.Services.Sts.Wire;
using Berth.Domain.Access;

namespace Berth.Aws.Services.Sts.Operations;

internal sealed class GetCallerIdentity : IOperation<GetCallerIdentityRequest, GetCallerIdentityResponse>
{
    public static string Action => "sts:GetCallerIdentity";

    public string Resource(GetCallerIdentityRequest request, Caller caller) => "*";

    /// <summary>Nobody's permission: whoever has keys may ask whose they are. Source: STS API, GetCallerIdentity.</summary>
    public IReadOnlyList<AccessDemand> Demands(GetCallerIdentityRequest request, Caller caller) => [];

    public Task<GetCallerIdentityResponse> Handle(GetCallerIdentityRequest request, Caller caller, CancellationToken cancel) =>
        Task.FromResult(new GetCallerIdentityResponse { UserId = caller.UserId, Account = caller.Scope.AccountId, Arn = caller.Arn });
}
