using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Domain.Kernel;
using Berth.Domain.Profiles;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class CreateServiceLinkedRole(IStore store, IIdSource ids, TimeProvider clock, Profile profile) : IOperation<CreateServiceLinkedRoleRequest, CreateServiceLinkedRoleResponse>
{
    public static string Action => "iam:CreateServiceLinkedRole";

    public string Resource(CreateServiceLinkedRoleRequest request, Caller caller) => LinkedRoles.Of(request.AWSServiceName ?? "") is { } linked ? IamNames.RoleArn(caller.Scope, linked.Path, linked.RoleName) : caller.Scope.IamArn($"role/aws-service-role/{request.AWSServiceName}/*");

    public IReadOnlyList<AccessDemand> Demands(CreateServiceLinkedRoleRequest request, Caller caller) => [new(Action, Resource(request, caller)) { Keys = IamDemands.Keys(("iam:AWSServiceName", request.AWSServiceName)) }];

    public async Task<CreateServiceLinkedRoleResponse> Handle(CreateServiceLinkedRoleRequest request, Caller caller, CancellationToken cancel)
    {
        var linked = LinkedRoles.Of(request.AWSServiceName!) ?? throw IamErrors.NotYet($"service-linked roles of {request.AWSServiceName}");
        if (request.CustomSuffix is not null) throw IamErrors.InvalidInput($"Custom suffix is not allowed for {linked.Service}");
        var role = new RoleRecord
        {
            Name = linked.RoleName,
            Path = linked.Path,
            RoleId = IamNames.NewId("AROA", ids),
            Arn = IamNames.RoleArn(caller.Scope, linked.Path, linked.RoleName),
            AssumeRolePolicyDocument = linked.Trust,
            Description = request.Description ?? linked.Description,
            CreatedAt = IamMapping.WholeSeconds(clock.GetUtcNow()),
            AttachedPolicyArns = [linked.PolicyArn],
            LinkedService = linked.Service,
        };
        if (await store.Find<RoleRecord>(IamNames.RoleKind, role.Name, cancel) is not null) throw Taken(role);
        await store.AddEntity(HolderKinds.Role, role, profile.Quotas.Roles, "RolesPerAccount", cancel);
        return new() { Role = IamMapping.ToWire(role) };
    }

    private static AwsException Taken(RoleRecord role) => IamErrors.InvalidInput($"Service role name {role.Name} has been taken in this account, please try a different suffix.");
}
