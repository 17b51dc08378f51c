using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class GetInstanceProfile(IStore store) : IOperation<GetInstanceProfileRequest, GetInstanceProfileResponse>
{
    public static string Action => "iam:GetInstanceProfile";

    public string Resource(GetInstanceProfileRequest request, Caller caller) => store.Peek<InstanceProfileRecord>(IamNames.InstanceProfileKind, request.InstanceProfileName)?.Arn ?? IamNames.InstanceProfileArn(caller.Scope, "/", request.InstanceProfileName ?? "");

    public async Task<GetInstanceProfileResponse> Handle(GetInstanceProfileRequest request, Caller caller, CancellationToken cancel)
    {
        var rows = new InstanceProfileRows(store);
        var profile = await rows.Get(request.InstanceProfileName!, cancel);
        return new() { InstanceProfile = IamMapping.ToWire(profile, await rows.RolesOf(profile, cancel)) };
    }
}
