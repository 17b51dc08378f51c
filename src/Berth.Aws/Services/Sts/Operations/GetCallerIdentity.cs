using Berth.Aws.Dispatch;
using Berth.Aws.Services.Sts.Wire;
using Berth.Domain.Access;

namespace Berth.Aws.Services.Sts.Operations;

/// <summary>Everybody whose signature is good is told who they are; no policy is needed, or counts. Source: STS API, GetCallerIdentity.</summary>
internal sealed class GetCallerIdentity : IOperation<GetCallerIdentityRequest, GetCallerIdentityResponse>
{
    public static string Action => "sts:GetCallerIdentity";

    public string Resource(GetCallerIdentityRequest request, Caller caller) => "*";

    public IReadOnlyList<AccessDemand> Demands(GetCallerIdentityRequest request, Caller caller) => [];

    public Task<GetCallerIdentityResponse> Handle(GetCallerIdentityRequest request, Caller caller, CancellationToken cancel) =>
        Task.FromResult(new GetCallerIdentityResponse { UserId = caller.UserId, Account = caller.Scope.AccountId, Arn = caller.Arn });
}
