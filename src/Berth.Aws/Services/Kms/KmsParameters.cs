using System.Security.Cryptography;
using Berth.Aws.Services.Kms.Wire;

namespace Berth.Aws.Services.Kms;

/// <summary>What the operations that encrypt have in common.</summary>
internal static class KmsParameters
{
    /// <exception cref="AwsException">Something that is not done here.</exception>
    public static void Check(IReadOnlyList<string>? grantTokens, bool? dryRun, RecipientInfoShape? recipient, params ReadOnlySpan<string?> algorithms)
    {
        if (grantTokens is { Count: > 0 }) throw KmsErrors.NotYet("grants");
        if (dryRun == true) throw KmsErrors.NotYet("dry runs");
        if (recipient is not null) throw KmsErrors.NotYet("recipients in enclaves");
        foreach (var algorithm in algorithms)
            if (algorithm is not (null or KmsNames.Algorithm)) throw KmsErrors.NotYet($"the algorithm {algorithm}");
    }

    /// <summary>A new data key, by its spec or its length: exactly one of them.</summary>
    public static byte[] DataKey(string? spec, int? bytes) => (spec, bytes) switch
    {
        ("AES_256", null) => RandomNumberGenerator.GetBytes(32),
        ("AES_128", null) => RandomNumberGenerator.GetBytes(16),
        (null, { } count) => RandomNumberGenerator.GetBytes(count),
        _ => throw KmsErrors.Validation("Please specify either number of bytes or key spec."),
    };
}
