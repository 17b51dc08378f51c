using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class CreatePolicyVersion(IStore store, TimeProvider clock) : IOperation<CreatePolicyVersionRequest, CreatePolicyVersionResponse>
{
    public static string Action => "iam:CreatePolicyVersion";

    public string Resource(CreatePolicyVersionRequest request, Caller caller) => request.PolicyArn ?? "*";

    public async Task<CreatePolicyVersionResponse> Handle(CreatePolicyVersionRequest request, Caller caller, CancellationToken cancel)
    {
        IamRules.CheckManaged(request.PolicyDocument!);
        var now = IamMapping.WholeSeconds(clock.GetUtcNow());
        PolicyVersionOutcome.Changed? done = null;
        await new PolicyRows(store).Change(request.PolicyArn!, Action, caller.Arn, policy => (done = PolicyRows.Accept(PolicyVersions.Add(policy, request.PolicyDocument!, request.SetAsDefault == true, now), policy.Arn, null)).Policy, cancel);
        return new() { PolicyVersion = IamMapping.ToWire(done!.Version, done.Policy, withDocument: false) };
    }
}
