using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class UntagPolicy(IStore store) : IOperation<UntagPolicyRequest, UntagPolicyResponse>
{
    public static string Action => "iam:UntagPolicy";

    public string Resource(UntagPolicyRequest request, Caller caller) => request.PolicyArn ?? "*";

    public IReadOnlyList<AccessDemand> Demands(UntagPolicyRequest request, Caller caller) => [IamDemands.Untag(Action, Resource(request, caller), request.TagKeys)];

    public async Task<UntagPolicyResponse> Handle(UntagPolicyRequest request, Caller caller, CancellationToken cancel)
    {
        await new PolicyRows(store).Change(request.PolicyArn!, Action, caller.Arn, policy => policy with { Tags = IamRules.Without(policy.Tags, request.TagKeys) }, cancel);
        return new();
    }
}
