using Berth.Aws.Dispatch;
using Berth.Aws.Protocols;
using Berth.Domain.Secrets;

namespace Berth.Aws.Services.SecretsManager;

internal static class SecretsManagerErrors
{
    public static AwsException NotFound() => new("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");

    public static AwsException NoValue(string what) => new("ResourceNotFoundException", $"Secrets Manager can't find the specified secret value for {what}");

    public static AwsException Exists(string name) => new("ResourceExistsException", $"The operation failed because the secret {name} already exists.");

    public static AwsException TokenInUse(string token, string arn) => new("ResourceExistsException", $"You can't use ClientRequestToken {token} because that value is already in use for a version of secret {arn}.");

    public static AwsException InvalidRequest(string message) => new("InvalidRequestException", message);

    public static AwsException InvalidParameter(string message) => new("InvalidParameterException", message);

    public static AwsException Validation(string message) => new("ValidationException", message);

    public static AwsException Deleted() => InvalidRequest("You can't perform this operation on the secret because it was marked for deletion.");

    public static AwsException NoKms() => new("AccessDeniedException", "Access to KMS is not allowed");

    public static AwsException CannotDecrypt() => new("DecryptionFailure", "Secrets Manager can't decrypt the protected secret text using the provided KMS key.");

    public static AwsException CannotEncrypt() => new("EncryptionFailure", "Secrets Manager can't encrypt the protected secret text using the provided KMS key.");

    public static AwsException LimitExceeded(string message) => new("LimitExceededException", message);

    public static AwsException MalformedPolicy(string message) => new("MalformedPolicyDocumentException", message);

    public static AwsException InvalidToken() => new("InvalidNextTokenException", "The NextToken value is invalid.");

    public static AwsException NotYet(string what) => InvalidParameter($"Berth does not do {what} yet. Leave it out, or see SCOPE.md for what it does.");

    public static AwsException From(StageRefusal refusal, string stage) => refusal switch
    {
        StageRefusal.NoSuchVersion => NoValue("the version that the request names"),
        StageRefusal.NotThere => InvalidParameter($"The parameter RemoveFromVersionId can't be a version that the staging label {stage} is not attached to."),
        StageRefusal.MustSayFrom => InvalidParameter($"The parameter RemoveFromVersionId can't be empty. Staging label {stage} is currently attached to another version, so you must explicitly reference that version in RemoveFromVersionId."),
        StageRefusal.NothingAsked => InvalidParameter("You must specify RemoveFromVersionId, MoveToVersionId, or both."),
        StageRefusal.CurrentMustBeSomewhere => InvalidParameter("You can only move staging label AWSCURRENT to a different secret version. It can't be completely removed."),
        StageRefusal.TooMany => LimitExceeded($"A secret version can have at most {SecretStages.StagesPerVersionMax} staging labels."),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "A refusal with no AWS error is a bug."),
    };

    public static AwsException? From(string operation, IReadOnlyList<WireFault> faults) => Validation(ModelFaults.Sentence(faults, "secretString", "secretBinary"));
}
