using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class RemoveRoleFromInstanceProfile(IStore store) : IOperation<RemoveRoleFromInstanceProfileRequest, RemoveRoleFromInstanceProfileResponse>
{
    public static string Action => "iam:RemoveRoleFromInstanceProfile";

    public string Resource(RemoveRoleFromInstanceProfileRequest request, Caller caller) => store.Peek<InstanceProfileRecord>(IamNames.InstanceProfileKind, request.InstanceProfileName)?.Arn ?? IamNames.InstanceProfileArn(caller.Scope, "/", request.InstanceProfileName ?? "");

    public async Task<RemoveRoleFromInstanceProfileResponse> Handle(RemoveRoleFromInstanceProfileRequest request, Caller caller, CancellationToken cancel)
    {
        await new InstanceProfileRows(store).Change(request.InstanceProfileName!, profile => profile.RoleNames.Contains(request.RoleName!, StringComparer.Ordinal)
            ? profile with { RoleNames = [.. profile.RoleNames.Where(r => r != request.RoleName)] }
            : throw HolderKinds.Role.Missing(request.RoleName!), cancel);
        return new();
    }
}
