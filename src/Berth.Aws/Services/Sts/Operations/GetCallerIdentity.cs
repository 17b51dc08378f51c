using Berth.Aws.Dispatch;
using Berth.Aws.Services.Sts.Wire;

namespace Berth.Aws.Services.Sts.Operations;

internal sealed class GetCallerIdentity : IOperation<GetCallerIdentityRequest, GetCallerIdentityResponse>
{
    public static string Action => "sts:GetCallerIdentity";

    public string Resource(GetCallerIdentityRequest request, Caller caller) => "*";

    public Task<GetCallerIdentityResponse> Handle(GetCallerIdentityRequest request, Caller caller, CancellationToken cancel) =>
        Task.FromResult(new GetCallerIdentityResponse { UserId = caller.UserId, Account = caller.Scope.AccountId, Arn = caller.Arn });
}
