using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class GetContextKeysForPrincipalPolicy(IStore store) : IOperation<GetContextKeysForPrincipalPolicyRequest, GetContextKeysForPolicyResponseShape>
{
    public static string Action => "iam:GetContextKeysForPrincipalPolicy";

    public string Resource(GetContextKeysForPrincipalPolicyRequest request, Caller caller) => request.PolicySourceArn ?? "*";

    public async Task<GetContextKeysForPolicyResponseShape> Handle(GetContextKeysForPrincipalPolicyRequest request, Caller caller, CancellationToken cancel)
    {
        PolicySimulation.Check(request.PolicyInputList, null, null, null);
        var source = await PolicySourceEntity.Find(store, request.PolicySourceArn!, cancel);
        return new() { ContextKeyNames = AccessSimulator.ContextKeys([.. source.Policies.Select(p => p.Document), .. request.PolicyInputList ?? []]) };
    }
}
