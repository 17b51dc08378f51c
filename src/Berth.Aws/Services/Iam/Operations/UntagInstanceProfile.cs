using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class UntagInstanceProfile(IStore store) : IOperation<UntagInstanceProfileRequest, UntagInstanceProfileResponse>
{
    public static string Action => "iam:UntagInstanceProfile";

    public string Resource(UntagInstanceProfileRequest request, Caller caller) => store.Peek<InstanceProfileRecord>(IamNames.InstanceProfileKind, request.InstanceProfileName)?.Arn ?? IamNames.InstanceProfileArn(caller.Scope, "/", request.InstanceProfileName ?? "");

    public IReadOnlyList<AccessDemand> Demands(UntagInstanceProfileRequest request, Caller caller) => [IamDemands.Untag(Action, Resource(request, caller), request.TagKeys)];

    public async Task<UntagInstanceProfileResponse> Handle(UntagInstanceProfileRequest request, Caller caller, CancellationToken cancel)
    {
        await new InstanceProfileRows(store).Change(request.InstanceProfileName!, p => p with { Tags = IamRules.Without(p.Tags, request.TagKeys) }, cancel);
        return new();
    }
}
