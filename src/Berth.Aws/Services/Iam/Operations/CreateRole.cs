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

    public async Task<CreateRoleResponse> Handle(CreateRoleRequest request, Caller caller, CancellationToken cancel)
    {
        IamRules.CheckDocument(request.AssumeRolePolicyDocument!, PolicyUse.Trust);
        IamRules.CheckTags(request.Tags, profile);
        if (request.PermissionsBoundary is not null) throw IamErrors.NotYet("permissions boundaries");
        var rows = new RoleRows(store);
        if ((await store.List(IamNames.RoleKind, limit: profile.Quotas.Roles, cancel: cancel)).Count >= profile.Quotas.Roles) throw IamErrors.LimitExceeded($"Cannot exceed quota for RolesPerAccount: {profile.Quotas.Roles}");
        var role = new RoleRecord
        {
            Name = request.RoleName!,
            Path = request.Path ?? "/",
            RoleId = "AROA" + ids.Hex(17).ToUpperInvariant(),
            Arn = IamNames.RoleArn(caller.Scope, request.Path ?? "/", request.RoleName!),
            AssumeRolePolicyDocument = request.AssumeRolePolicyDocument!,
            Description = request.Description,
            MaxSessionDurationSeconds = request.MaxSessionDuration ?? 3600,
            CreatedAt = IamMapping.WholeSeconds(clock.GetUtcNow()),
            Tags = IamMapping.Tags(request.Tags),
        };
        await rows.Add(role, cancel);
        return new() { Role = IamMapping.ToWire(role) };
    }
}
