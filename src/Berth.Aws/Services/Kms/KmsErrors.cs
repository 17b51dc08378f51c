using Berth.Aws.Dispatch;
using Berth.Aws.Encryption;
using Berth.Aws.Protocols;
using Berth.Domain.Keys;

namespace Berth.Aws.Services.Kms;

internal static class KmsErrors
{
    public static AwsException KeyNotFound(string arn) => new("NotFoundException", $"Key '{arn}' does not exist");

    /// <summary>An alias, where only a key's own id or ARN will do.</summary>
    public static AwsException InvalidKeyId(string given) => new("NotFoundException", $"Invalid keyId {given}");

    public static AwsException AliasNotFound(string arn) => new("NotFoundException", $"Alias {arn} is not found.");

    public static AwsException Validation(string message) => new("ValidationException", message);

    public static AwsException Unsupported(string message) => new("UnsupportedOperationException", message);

    public static AwsException NotYet(string what) => Unsupported($"Berth does not do {what} yet. Leave it out, or see SCOPE.md for what it does.");

    public static AwsException AlreadyExists(string aliasArn) => new("AlreadyExistsException", $"An alias with the name {aliasArn} already exists");

    public static AwsException InvalidAlias(string message) => new("InvalidAliasNameException", message);

    public static AwsException InvalidCiphertext() => new("InvalidCiphertextException", "");

    public static AwsException IncorrectKey() => new("IncorrectKeyException", "The key ID in the request does not identify a CMK that can perform this operation.");

    public static AwsException MalformedPolicy(string message) => new("MalformedPolicyDocumentException", message);

    public static AwsException NoSuchPolicy() => new("NotFoundException", "No such policy exists");

    public static AwsException NotPendingDeletion(KeyRecord key) => new("KMSInvalidStateException", $"{key.Arn} is not pending deletion.");

    public static AwsException InvalidMarker() => new("InvalidMarkerException", "Could not deserialize marker");

    public static AwsException Tags(string message) => new("TagException", message);

    /// <summary>The operator's matter: the file that seals keys is not the one that sealed this.</summary>
    public static AwsException Sealed(KeyRecord key) =>
        new("KMSInternalException", $"The key {key.Arn} is sealed by the encryption key {key.SealedBy}, which {EncryptionKeys.FileName} in the data directory does not hold. Put it back into the file and start Berth again.", 500);

    public static AwsException From(KeyRefusal refusal, KeyRecord key) => refusal switch
    {
        KeyRefusal.Disabled => new("DisabledException", $"{key.Arn} is disabled."),
        KeyRefusal.PendingDeletion => new("KMSInvalidStateException", $"{key.Arn} is pending deletion."),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "A refusal with no AWS error is a bug."),
    };

    public static AwsException? From(string operation, IReadOnlyList<WireFault> faults) => Validation(ModelFaults.Sentence(faults, "plaintext"));
}
