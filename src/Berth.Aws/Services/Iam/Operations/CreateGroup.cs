using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Domain.Kernel;
using Berth.Domain.Profiles;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class CreateGroup(IStore store, IIdSource ids, TimeProvider clock, Profile profile) : IOperation<CreateGroupRequest, CreateGroupResponse>
{
    public static string Action => "iam:CreateGroup";

    public string Resource(CreateGroupRequest request, Caller caller) => HolderKinds.Group.Arn(caller.Scope, request.Path ?? "/", request.GroupName ?? "");

    public async Task<CreateGroupResponse> Handle(CreateGroupRequest request, Caller caller, CancellationToken cancel)
    {
        IamRules.CheckName("groupName", request.GroupName!);
        var path = IamRules.CheckPath(request.Path);
        var group = new GroupRecord
        {
            Name = request.GroupName!,
            Path = path,
            GroupId = IamNames.NewId("AGPA", ids),
            Arn = HolderKinds.Group.Arn(caller.Scope, path, request.GroupName!),
            CreatedAt = IamMapping.WholeSeconds(clock.GetUtcNow()),
        };
        await store.AddEntity(HolderKinds.Group, group, profile.Quotas.Groups, "GroupsPerAccount", cancel);
        return new() { Group = IamMapping.ToWire(group) };
    }
}
