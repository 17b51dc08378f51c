using Berth.Aws.Dispatch;
using Berth.Aws.Protocols;
using Berth.Domain.Access;

namespace Berth.Aws.Services.Iam;

/// <summary>IAM's errors: codes without "Exception", and 404 and 409 where IAM says so.</summary>
internal static class IamErrors
{
    public const string InvalidPath = "The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.";

    public static AwsException NoSuchEntity(string message) => new("NoSuchEntity", message, 404);

    public static AwsException AlreadyExists(string message) => new("EntityAlreadyExists", message, 409);

    public static AwsException DeleteConflict(string message) => new("DeleteConflict", message, 409);

    public static AwsException LimitExceeded(string message) => new("LimitExceeded", message, 409);

    public static AwsException MalformedPolicy(string message) => new("MalformedPolicyDocument", message);

    public static AwsException InvalidInput(string message) => new("InvalidInput", message);

    public static AwsException Unmodifiable(string message) => new("UnmodifiableEntity", message);

    public static AwsException Validation(string message) => new("ValidationError", message);

    public static AwsException InvalidMarker() => Validation("Invalid Marker.");

    public static AwsException MissingAccessKey(string accessKeyId) => NoSuchEntity($"The Access Key with id {accessKeyId} cannot be found.");

    public static AwsException MissingVersion(string policyArn, string? versionId) => NoSuchEntity($"Policy {policyArn} version {versionId} does not exist or is not attachable.");

    public static AwsException NotYet(string what) => InvalidInput($"Berth does not do {what} yet. Leave it out, or see SCOPE.md for what it does.");

    /// <param name="member">As the API spells it, with a small letter: <c>userName</c>.</param>
    public static string InvalidName(string member) => $"The specified value for {member} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-";

    public static AwsException From(PolicyVersionRefusal reason, string policyArn, string? versionId) => reason switch
    {
        PolicyVersionRefusal.TooMany => LimitExceeded("A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version."),
        PolicyVersionRefusal.NoSuchVersion => MissingVersion(policyArn, versionId),
        PolicyVersionRefusal.IsDefault => DeleteConflict("Cannot delete the default version of a policy."),
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "A refusal with no AWS error is a bug."),
    };

    /// <summary>A single name or path of forbidden characters has words of its own.</summary>
    public static AwsException? From(string operation, IReadOnlyList<WireFault> faults) => Validation(faults switch
    {
        [{ Kind: WireFaultKind.PatternMismatch } fault] when fault.Path.EndsWith("Name", StringComparison.Ordinal) => InvalidName(Member(fault)),
        [{ Kind: WireFaultKind.PatternMismatch } fault] when fault.Path is "Path" or "NewPath" => InvalidPath,
        _ => ModelFaults.Sentence(faults),
    });

    private static string Member(WireFault fault) => char.ToLowerInvariant(fault.Path[0]) + fault.Path[1..];
}
