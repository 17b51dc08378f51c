using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

/// <summary>Who gives a role to instances passes it to EC2.</summary>
internal sealed class AddRoleToInstanceProfile(IStore store) : IOperation<AddRoleToInstanceProfileRequest, AddRoleToInstanceProfileResponse>
{
    public static string Action => "iam:AddRoleToInstanceProfile";

    public string Resource(AddRoleToInstanceProfileRequest request, Caller caller) => store.Peek<InstanceProfileRecord>(IamNames.InstanceProfileKind, request.InstanceProfileName)?.Arn ?? IamNames.InstanceProfileArn(caller.Scope, "/", request.InstanceProfileName ?? "");

    public IReadOnlyList<AccessDemand> Demands(AddRoleToInstanceProfileRequest request, Caller caller) => [new(Action, Resource(request, caller)), AccessDemand.PassRole(store.ArnOf(HolderKinds.Role, caller.Scope, request.RoleName), "ec2.amazonaws.com")];

    public async Task<AddRoleToInstanceProfileResponse> Handle(AddRoleToInstanceProfileRequest request, Caller caller, CancellationToken cancel)
    {
        var name = request.InstanceProfileName!;
        await IamUnit.Run(store, async unit =>
        {
            var profile = await unit.Find<InstanceProfileRecord>(IamNames.InstanceProfileKind, name) ?? throw InstanceProfileRows.Missing(name);
            var role = await unit.Get(HolderKinds.Role, request.RoleName!);
            HolderKinds.GuardRole(role);
            if (profile.RoleNames.Count > 0) throw IamErrors.LimitExceeded("Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1");
            unit.Put(IamNames.InstanceProfileKind, name, profile with { RoleNames = [role.Name] });
            unit.Touch(IamNames.RoleKind, role.Name);
        }, cancel);
        return new();
    }
}
