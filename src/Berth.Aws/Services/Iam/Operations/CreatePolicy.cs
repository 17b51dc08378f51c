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

    public string Resource(CreatePolicyRequest request, Caller caller) => "*";

    public async Task<CreatePolicyResponse> Handle(CreatePolicyRequest request, Caller caller, CancellationToken cancel)
    {
        IamRules.CheckDocument(request.PolicyDocument!, PolicyUse.Managed);
        IamRules.CheckTags(request.Tags, profile);
        var policy = new PolicyRecord
        {
            Name = request.PolicyName!,
            Path = request.Path ?? "/",
            PolicyId = "ANPA" + ids.Hex(17).ToUpperInvariant(),
            Arn = caller.Scope.IamArn("policy" + (request.Path ?? "/") + request.PolicyName),
            Document = request.PolicyDocument!,
            Description = request.Description,
            CreatedAt = IamMapping.WholeSeconds(clock.GetUtcNow()),
            Tags = IamMapping.Tags(request.Tags),
        };
        if (!await store.TryAdd(IamNames.PolicyKind, policy.Arn, policy, cancel)) throw IamErrors.AlreadyExists($"A policy called {policy.Name} already exists. Duplicate names are not allowed.");
        return new() { Policy = IamMapping.ToWire(policy, attachments: 0) };
    }
}
