using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class DeleteInstanceProfile(IStore store) : IOperation<DeleteInstanceProfileRequest, DeleteInstanceProfileResponse>
{
    public static string Action => "iam:DeleteInstanceProfile";

    public string Resource(DeleteInstanceProfileRequest request, Caller caller) => store.Peek<InstanceProfileRecord>(IamNames.InstanceProfileKind, request.InstanceProfileName)?.Arn ?? IamNames.InstanceProfileArn(caller.Scope, "/", request.InstanceProfileName ?? "");

    public async Task<DeleteInstanceProfileResponse> Handle(DeleteInstanceProfileRequest request, Caller caller, CancellationToken cancel)
    {
        await new InstanceProfileRows(store).Change(
            request.InstanceProfileName!, profile => profile.RoleNames.Count == 0 ? null : throw IamErrors.DeleteConflict("Cannot delete entity, must remove roles from instance profile first."), cancel);
        return new();
    }
}
