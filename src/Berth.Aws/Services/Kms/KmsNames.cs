using Berth.Domain.Kernel;

namespace Berth.Aws.Services.Kms;

internal static class KmsNames
{
    public const string KeyKind = "kms-key";
    public const string AliasKind = "kms-alias";
    public const string KeyPrefix = "key/";
    public const string AliasPrefix = "alias/";
    public const string ManagedAliasPrefix = "alias/aws/";
    public const string PolicyName = "default";
    public const string Algorithm = "SYMMETRIC_DEFAULT";

    public static string KeyArn(AwsScope scope, string keyId) => scope.Arn("kms", KeyPrefix + keyId);

    public static string AliasArn(AwsScope scope, string alias) => scope.Arn("kms", alias);

    /// <summary>What follows the account in an ARN of ours: <c>key/ID</c> or <c>alias/NAME</c>; a bare key id becomes <c>key/ID</c>.</summary>
    /// <returns>Null for an ARN of another account or region.</returns>
    public static string? Resource(string given, AwsScope scope)
    {
        if (!given.StartsWith("arn:", StringComparison.Ordinal)) return given.StartsWith(AliasPrefix, StringComparison.Ordinal) ? given : KeyPrefix + given;
        var own = scope.Arn("kms", "");
        return given.StartsWith(own, StringComparison.Ordinal) ? given[own.Length..] : null;
    }

    /// <summary>Letters, digits, slash, underscore and dash, behind <c>alias/</c>.</summary>
    public static bool IsAlias(string name) => name.StartsWith(AliasPrefix, StringComparison.Ordinal) && name.Length is > 6 and <= 256 && name[6..].All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '-');

    /// <summary>What AWS gives a key for which nothing was said: IAM decides. Source: KMS developer guide, default key policy.</summary>
    public static string DefaultPolicy(AwsScope scope) =>
        $$"""{"Version":"2012-10-17","Id":"key-default-1","Statement":[{"Sid":"Enable IAM User Permissions","Effect":"Allow","Principal":{"AWS":"{{scope.IamArn("root")}}"},"Action":"kms:*","Resource":"*"}]}""";

    /// <summary>Of a key that AWS manages for a service: everybody whom the service lets, through the service alone.</summary>
    public static string ManagedPolicy(AwsScope scope, string service) =>
        $$$"""{"Version":"2012-10-17","Id":"auto-{{{service}}}-1","Statement":[{"Sid":"Allow access through the service for all principals in the account that are authorized to use it","Effect":"Allow","Principal":{"AWS":"*"},"Action":["kms:Encrypt","kms:Decrypt","kms:ReEncrypt*","kms:GenerateDataKey*","kms:CreateGrant","kms:DescribeKey"],"Resource":"*","Condition":{"StringEquals":{"kms:CallerAccount":"{{{scope.AccountId}}}","kms:ViaService":"{{{service}}}.{{{scope.Region}}}.amazonaws.com"} } },{"Sid":"Allow direct access to key metadata to the account","Effect":"Allow","Principal":{"AWS":"{{{scope.IamArn("root")}}}"},"Action":["kms:Describe*","kms:Get*","kms:List*","kms:RevokeGrant"],"Resource":"*"}]}""";
}
