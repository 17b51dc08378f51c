using Berth.Aws.Dispatch;
using Berth.Aws.Services.SecretsManager.Wire;
using Berth.Domain.Access;

namespace Berth.Aws.Services.SecretsManager.Operations;

internal sealed class ValidateResourcePolicy(SecretAccess access) : IOperation<ValidateResourcePolicyRequest, ValidateResourcePolicyResponse>
{
    public static string Action => "secretsmanager:ValidateResourcePolicy";

    public string Resource(ValidateResourcePolicyRequest request, Caller caller) => "*";

    /// <summary>Handle asks, once the secret is known.</summary>
    public IReadOnlyList<AccessDemand>? Demands(ValidateResourcePolicyRequest request, Caller caller) => [];

    public async Task<ValidateResourcePolicyResponse> Handle(ValidateResourcePolicyRequest request, Caller caller, CancellationToken cancel)
    {
        if (request.SecretId is { } secretId) await access.Find(secretId, Action, caller, cancel);
        if (SecretPolicies.Fault(request.ResourcePolicy!) is { } fault) throw SecretsManagerErrors.MalformedPolicy(fault);
        var isPublic = SecretPolicies.IsPublic(request.ResourcePolicy!);
        return new() { PolicyValidationPassed = !isPublic, ValidationErrors = isPublic ? [new() { CheckName = "BlockPublicPolicy", ErrorMessage = "The resource policy grants public access to the secret." }] : [] };
    }
}
