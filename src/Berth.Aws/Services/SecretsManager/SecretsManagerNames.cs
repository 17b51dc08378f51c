using Berth.Domain.Kernel;

namespace Berth.Aws.Services.SecretsManager;

internal static class SecretsManagerNames
{
    public const string SecretKind = "secret";
    public const string ValueKind = "secret-value";
    public const string ViaService = "secretsmanager";
    private const int SuffixLength = 6;
    private const int NameLengthMax = 512;

    /// <param name="suffix">Six letters and digits.</param>
    public static string Arn(AwsScope scope, string name, string suffix) => $"{Prefix(scope)}{name}-{suffix}";

    /// <summary>Of a secret that is not there: what a policy would have to say of it.</summary>
    public static string Wanted(AwsScope scope, string secretId) => secretId.StartsWith("arn:", StringComparison.Ordinal) ? secretId : Prefix(scope) + secretId + "-??????";

    /// <summary>The names that a SecretId can mean: a name, an ARN with its six characters, or one without them.</summary>
    public static IEnumerable<string> Names(string secretId, AwsScope scope)
    {
        if (!secretId.StartsWith("arn:", StringComparison.Ordinal)) return [secretId];
        if (!secretId.StartsWith(Prefix(scope), StringComparison.Ordinal)) return [];
        var rest = secretId[Prefix(scope).Length..];
        return rest.Length > SuffixLength + 1 && rest[^(SuffixLength + 1)] == '-' ? [rest[..^(SuffixLength + 1)], rest] : [rest];
    }

    public static string ValueId(string secretKey, string versionId) => $"{secretKey}/{versionId}";

    public static bool IsName(string name) => name.Length is > 0 and <= NameLengthMax && name.All(c => char.IsAsciiLetterOrDigit(c) || "/_+=.@-!".Contains(c, StringComparison.Ordinal));

    /// <returns>Null, the service's own key, for the empty text. Source: Secrets Manager API, UpdateSecret.</returns>
    public static string? KeyOf(string? kmsKeyId) => string.IsNullOrEmpty(kmsKeyId) ? null : kmsKeyId;

    private static string Prefix(AwsScope scope) => scope.Arn("secretsmanager", "secret:");
}
