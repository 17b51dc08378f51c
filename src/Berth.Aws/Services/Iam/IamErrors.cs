using Berth.Aws.Dispatch;
using Berth.Aws.Protocols;

namespace Berth.Aws.Services.Iam;

/// <summary>IAM's errors: codes without "Exception", and 404 and 409 where IAM says so.</summary>
internal static class IamErrors
{
    public static AwsException NoSuchEntity(string message) => new("NoSuchEntity", message, 404);

    public static AwsException AlreadyExists(string message) => new("EntityAlreadyExists", message, 409);

    public static AwsException DeleteConflict(string message) => new("DeleteConflict", message, 409);

    public static AwsException LimitExceeded(string message) => new("LimitExceeded", message, 409);

    public static AwsException MalformedPolicy(string message) => new("MalformedPolicyDocument", message);

    public static AwsException InvalidInput(string message) => new("InvalidInput", message);

    public static AwsException InvalidMarker() => new("ValidationError", "Invalid Marker.");

    public static AwsException NotYet(string what) => InvalidInput($"Berth does not do {what} yet. Leave it out, or see SCOPE.md for what it does.");

    public static AwsException? From(string operation, IReadOnlyList<WireFault> faults) => new("ValidationError", ModelFaults.Sentence(faults));
}
