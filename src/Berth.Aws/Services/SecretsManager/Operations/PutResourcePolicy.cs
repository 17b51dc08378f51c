using Berth.Aws.Dispatch;
using Berth.Aws.Services.SecretsManager.Wire;
using Berth.Domain.Access;

namespace Berth.Aws.Services.SecretsManager.Operations;

internal sealed class PutResourcePolicy(SecretRows rows, SecretAccess access) : IOperation<PutResourcePolicyRequest, PutResourcePolicyResponse>
{
    public static string Action => "secretsmanager:PutResourcePolicy";

    public string Resource(PutResourcePolicyRequest request, Caller caller) => "*";

    /// <summary>Handle asks, once the secret is known.</summary>
    public IReadOnlyList<AccessDemand>? Demands(PutResourcePolicyRequest request, Caller caller) => [];

    public async Task<PutResourcePolicyResponse> Handle(PutResourcePolicyRequest request, Caller caller, CancellationToken cancel)
    {
        var secret = await access.Find(request.SecretId!, Action, caller, cancel, ("BlockPublicPolicy", request.BlockPublicPolicy is { } block ? (block ? "true" : "false") : null));
        if (SecretPolicies.Fault(request.ResourcePolicy!) is { } fault) throw SecretsManagerErrors.MalformedPolicy(fault);
        if (request.BlockPublicPolicy == true && SecretPolicies.IsPublic(request.ResourcePolicy!)) throw new AwsException("PublicPolicyException", "The resource policy grants public access to the secret, which BlockPublicPolicy does not allow.");
        await rows.Change(secret, old => new(old with { Policy = request.ResourcePolicy }, []), cancel);
        return new() { ARN = secret.Arn, Name = secret.Name };
    }
}
