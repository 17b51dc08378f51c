using Berth.Aws.Dispatch;
using Berth.Domain.Access;

namespace Berth.Aws.Services.Kms;

/// <summary>What KMS demands of a key's policy before it keeps it.</summary>
internal static class KeyPolicies
{
    private const int LengthMax = 32 * 1024;

    /// <param name="bypassLockoutCheck">Lets a policy be kept that nobody could change any more.</param>
    /// <returns>The policy.</returns>
    /// <exception cref="AwsException">MalformedPolicyDocumentException.</exception>
    public static string Check(string policy, bool? bypassLockoutCheck, Caller caller)
    {
        if (policy.Length > LengthMax) throw KmsErrors.MalformedPolicy("The policy is too long.");
        if (PolicyGrammar.Check(policy, PolicyUse.Resource) is { } fault) throw KmsErrors.MalformedPolicy(fault);
        if (bypassLockoutCheck != true && !LetsChange(policy, caller)) throw KmsErrors.MalformedPolicy("The new key policy will not allow you to update the key policy in the future.");
        return policy;
    }

    /// <summary>Whether the caller, with every permission of IAM, could put another policy.</summary>
    private static bool LetsChange(string policy, Caller caller)
    {
        const string Everything = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}""";
        var principal = new AccessPrincipal(caller.Arn, caller.RoleArn, caller.Scope.AccountId);
        var policies = new AccessPolicySets(
            AccessPolicies.Compile([new("everything", null, null, PolicySource.Identity, Everything)]), null, null, AccessPolicies.Compile([new("key", null, null, PolicySource.Resource, policy)]), null)
        { ResourceMustAllow = true };
        return AccessEvaluator.Decide("kms:PutKeyPolicy", "*", principal, new AccessKeys([]), policies).Verdict == AccessVerdict.Allowed;
    }
}
