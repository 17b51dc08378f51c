using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class GetServiceLinkedRoleDeletionStatus(LinkedRoleDeletions deletions) : IOperation<GetServiceLinkedRoleDeletionStatusRequest, GetServiceLinkedRoleDeletionStatusResponse>
{
    public static string Action => "iam:GetServiceLinkedRoleDeletionStatus";

    public string Resource(GetServiceLinkedRoleDeletionStatusRequest request, Caller caller) => "*";

    public async Task<GetServiceLinkedRoleDeletionStatusResponse> Handle(GetServiceLinkedRoleDeletionStatusRequest request, Caller caller, CancellationToken cancel)
    {
        var deletion = await deletions.Find(request.DeletionTaskId!, cancel);
        return new()
        {
            Status = deletion.UsedBy.Count == 0 ? "SUCCEEDED" : "FAILED",
            Reason = deletion.UsedBy.Count == 0
                ? null
                : new() { Reason = "Couldn't delete the role because it is in use.", RoleUsageList = [new() { Region = deletion.Region, Resources = deletion.UsedBy }] },
        };
    }
}
