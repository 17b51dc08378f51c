using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class GetContextKeysForCustomPolicy : IOperation<GetContextKeysForCustomPolicyRequest, GetContextKeysForPolicyResponseShape>
{
    public static string Action => "iam:GetContextKeysForCustomPolicy";

    public string Resource(GetContextKeysForCustomPolicyRequest request, Caller caller) => "*";

    public Task<GetContextKeysForPolicyResponseShape> Handle(GetContextKeysForCustomPolicyRequest request, Caller caller, CancellationToken cancel)
    {
        PolicySimulation.Check(request.PolicyInputList, null, null, null);
        return Task.FromResult(new GetContextKeysForPolicyResponseShape { ContextKeyNames = AccessSimulator.ContextKeys(request.PolicyInputList!) });
    }
}
