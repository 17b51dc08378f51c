using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Domain.Kernel;
using Berth.Domain.Profiles;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class CreateRole(IStore store, IIdSource ids, TimeProvider clock, Profile profile) : IOperation<CreateRoleRequest, CreateRoleResponse>
{
    public static string Action => "iam:CreateRole";

    public string Resource(CreateRoleRequest request, Caller caller) => IamNames.RoleArn(caller.Scope, request.Path ?? "/", request.RoleName ?? "");

    public IReadOnlyList<AccessDemand> Demands(CreateRoleRequest request, Caller caller) => [IamDemands.Create(Action, Resource(request, caller), request.Tags, request.PermissionsBoundary)];

    public async Task<CreateRoleResponse> Handle(CreateRoleRequest request, Caller caller, CancellationToken cancel)
    {
        IamRules.CheckName("roleName", request.RoleName!);
        IamRules.CheckTrust(request.AssumeRolePolicyDocument!);
        IamRules.CheckTags(request.Tags, profile);
        var path = IamRules.CheckPath(request.Path);
        var role = new RoleRecord
        {
            Name = request.RoleName!,
            Path = path,
            RoleId = IamNames.NewId("AROA", ids),
            Arn = IamNames.RoleArn(caller.Scope, path, request.RoleName!),
            AssumeRolePolicyDocument = request.AssumeRolePolicyDocument!,
            Description = request.Description,
            MaxSessionDurationSeconds = request.MaxSessionDuration ?? 3600,
            CreatedAt = IamMapping.WholeSeconds(clock.GetUtcNow()),
            PermissionsBoundaryArn = request.PermissionsBoundary,
            Tags = IamMapping.Tags(request.Tags),
        };
        await store.AddPrincipal(HolderKinds.Role, role, profile.Quotas.Roles, "RolesPerAccount", cancel);
        return new() { Role = IamMapping.ToWire(role) };
    }
}
