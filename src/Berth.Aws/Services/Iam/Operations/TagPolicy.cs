using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Domain.Profiles;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class TagPolicy(IStore store, Profile profile) : IOperation<TagPolicyRequest, TagPolicyResponse>
{
    public static string Action => "iam:TagPolicy";

    public string Resource(TagPolicyRequest request, Caller caller) => request.PolicyArn ?? "*";

    public IReadOnlyList<AccessDemand> Demands(TagPolicyRequest request, Caller caller) => [IamDemands.Create(Action, Resource(request, caller), request.Tags)];

    public async Task<TagPolicyResponse> Handle(TagPolicyRequest request, Caller caller, CancellationToken cancel)
    {
        IamRules.CheckTags(request.Tags, profile);
        await new PolicyRows(store).Change(request.PolicyArn!, Action, caller.Arn, policy => policy with { Tags = IamRules.Merge(policy.Tags, request.Tags, profile) }, cancel);
        return new();
    }
}
