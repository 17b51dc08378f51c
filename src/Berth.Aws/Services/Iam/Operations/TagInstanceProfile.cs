using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Domain.Profiles;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class TagInstanceProfile(IStore store, Profile profile) : IOperation<TagInstanceProfileRequest, TagInstanceProfileResponse>
{
    public static string Action => "iam:TagInstanceProfile";

    public string Resource(TagInstanceProfileRequest request, Caller caller) => store.Peek<InstanceProfileRecord>(IamNames.InstanceProfileKind, request.InstanceProfileName)?.Arn ?? IamNames.InstanceProfileArn(caller.Scope, "/", request.InstanceProfileName ?? "");

    public IReadOnlyList<AccessDemand> Demands(TagInstanceProfileRequest request, Caller caller) => [IamDemands.Create(Action, Resource(request, caller), request.Tags)];

    public async Task<TagInstanceProfileResponse> Handle(TagInstanceProfileRequest request, Caller caller, CancellationToken cancel)
    {
        IamRules.CheckTags(request.Tags, profile);
        await new InstanceProfileRows(store).Change(request.InstanceProfileName!, p => p with { Tags = IamRules.Merge(p.Tags, request.Tags, profile) }, cancel);
        return new();
    }
}
