using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class GetRolePolicy(IStore store) : IOperation<GetRolePolicyRequest, GetRolePolicyResponse>
{
    public static string Action => "iam:GetRolePolicy";

    public string Resource(GetRolePolicyRequest request, Caller caller) => IamNames.RoleArn(caller.Scope, "/", request.RoleName ?? "");

    public async Task<GetRolePolicyResponse> Handle(GetRolePolicyRequest request, Caller caller, CancellationToken cancel)
    {
        var role = await new RoleRows(store).Get(request.RoleName!, cancel);
        if (!role.InlinePolicies.TryGetValue(request.PolicyName!, out var document)) throw IamErrors.NoSuchEntity($"The role policy with name {request.PolicyName} cannot be found.");
        return new() { RoleName = role.Name, PolicyName = request.PolicyName, PolicyDocument = Uri.EscapeDataString(document) };
    }
}
