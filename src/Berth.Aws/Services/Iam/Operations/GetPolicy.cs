using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class GetPolicy(IStore store) : IOperation<GetPolicyRequest, GetPolicyResponse>
{
    public static string Action => "iam:GetPolicy";

    public string Resource(GetPolicyRequest request, Caller caller) => request.PolicyArn ?? "*";

    public async Task<GetPolicyResponse> Handle(GetPolicyRequest request, Caller caller, CancellationToken cancel)
    {
        var rows = new PolicyRows(store);
        var policy = await rows.Get(request.PolicyArn!, cancel);
        return new() { Policy = IamMapping.ToWire(policy, await rows.Uses(cancel)) };
    }
}
