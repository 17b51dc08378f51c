using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecr.Wire;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Ecr.Operations;

/// <summary>Says who may use the repository beside those whom their own policies let. Counts from the next request on.</summary>
internal sealed class SetRepositoryPolicy(IStore store) : IOperation<SetRepositoryPolicyRequest, SetRepositoryPolicyResponse>
{
    public static string Action => "ecr:SetRepositoryPolicy";

    public string Resource(SetRepositoryPolicyRequest request, Caller caller) => EcrNames.RepositoryArn(caller.Scope, request.RepositoryName ?? "*");

    public async Task<SetRepositoryPolicyResponse> Handle(SetRepositoryPolicyRequest request, Caller caller, CancellationToken cancel)
    {
        EcrErrors.CheckRegistry(request.RegistryId, caller, Action, request.RepositoryName);
        if (PolicyGrammar.Check(request.PolicyText!, PolicyUse.Resource) is not null) throw EcrErrors.Unsatisfied("PolicyText", "Invalid repository policy provided");
        if (request.Force != true && LocksOut(request.PolicyText!, Resource(request, caller), caller))
            throw EcrErrors.Unsatisfied("PolicyText", "The policy would prevent you from setting another policy in the future. Use force to set it all the same");
        await new ImageRows(store, caller.Scope).ChangeRepository(request.RepositoryName!, repository => repository with { PolicyText = request.PolicyText }, cancel);
        return new() { RegistryId = caller.Scope.AccountId, RepositoryName = request.RepositoryName, PolicyText = request.PolicyText };
    }

    /// <summary>Whether whoever sets the policy would be denied to set the next.</summary>
    private static bool LocksOut(string policyText, string arn, Caller caller)
    {
        var policy = AccessPolicies.Compile([new NamedPolicy(arn, null, null, PolicySource.Resource, policyText)]);
        var who = new AccessPrincipal(caller.Arn, caller.RoleArn, caller.Scope.AccountId) { UserName = caller.Principal.UserName };
        return AccessEvaluator.Decide(Action, arn, who, AccessKeys.None, new(null, null, null, policy, null)).Verdict == AccessVerdict.DeniedByResourcePolicy;
    }
}
