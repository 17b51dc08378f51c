using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

/// <summary>Without a name, the user who asks; root has no name either.</summary>
internal sealed class GetUser(IStore store) : IOperation<GetUserRequest, GetUserResponse>
{
    public static string Action => "iam:GetUser";

    public string Resource(GetUserRequest request, Caller caller) => store.ArnOf(HolderKinds.User, caller.Scope, request.UserName ?? caller.Principal.UserName);

    public async Task<GetUserResponse> Handle(GetUserRequest request, Caller caller, CancellationToken cancel)
    {
        if (request.UserName is null && caller.Principal is { UserName: null, RoleArn: null }) return new() { User = new() { UserId = caller.UserId, Arn = caller.Arn, Path = "/" } };
        return new() { User = IamMapping.ToWire(await store.GetEntity(HolderKinds.User, CallersUser.Name(request.UserName, caller), cancel)) };
    }
}
