using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Domain.Kernel;
using Berth.Domain.Profiles;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class CreatePolicy(IStore store, IIdSource ids, TimeProvider clock, Profile profile) : IOperation<CreatePolicyRequest, CreatePolicyResponse>
{
    public static string Action => "iam:CreatePolicy";

    public string Resource(CreatePolicyRequest request, Caller caller) => caller.Scope.IamArn("policy" + (request.Path ?? "/") + request.PolicyName);

    public IReadOnlyList<AccessDemand> Demands(CreatePolicyRequest request, Caller caller) => [IamDemands.Create(Action, Resource(request, caller), request.Tags)];

    public async Task<CreatePolicyResponse> Handle(CreatePolicyRequest request, Caller caller, CancellationToken cancel)
    {
        IamRules.CheckName("policyName", request.PolicyName!);
        IamRules.CheckManaged(request.PolicyDocument!);
        IamRules.CheckTags(request.Tags, profile);
        var path = IamRules.CheckPath(request.Path);
        var policy = new PolicyRecord
        {
            Name = request.PolicyName!,
            Path = path,
            PolicyId = IamNames.NewId("ANPA", ids),
            Arn = caller.Scope.IamArn("policy" + path + request.PolicyName),
            Document = request.PolicyDocument!,
            Description = request.Description,
            CreatedAt = IamMapping.WholeSeconds(clock.GetUtcNow()),
            Tags = IamMapping.Tags(request.Tags),
        };
        var there = await store.FindAll<PolicyRecord>(IamNames.PolicyKind, cancel: cancel);

        // Names are unique in the account, whatever their path and case.
        if (there.Any(p => p.Name.Equals(policy.Name, StringComparison.OrdinalIgnoreCase))) throw Exists(policy);
        if (there.Count >= profile.Quotas.CustomerManagedPolicies) throw IamErrors.LimitExceeded($"Cannot exceed quota for PoliciesPerAccount: {profile.Quotas.CustomerManagedPolicies}");
        if (!await store.TryAdd(IamNames.PolicyKind, policy.Arn, policy, cancel)) throw Exists(policy);
        return new() { Policy = IamMapping.ToWire(policy, AttachedCounts.Of([])) };
    }

    private static AwsException Exists(PolicyRecord policy) => IamErrors.AlreadyExists($"A policy called {policy.Name} already exists. Duplicate names are not allowed.");
}
