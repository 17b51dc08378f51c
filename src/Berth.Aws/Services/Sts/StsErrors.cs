using Berth.Aws.Dispatch;
using Berth.Aws.Protocols;

namespace Berth.Aws.Services.Sts;

internal static class StsErrors
{
    /// <summary>STS says the same for a role that is missing and one that does not trust the caller, so that nobody can probe for roles.</summary>
    public static AwsException AssumeDenied(string caller, string role) => new("AccessDenied", $"User: {caller} is not authorized to perform: sts:AssumeRole on resource: {role}", 403);

    public static AwsException Validation(string message) => new("ValidationError", message);

    public static AwsException NotYet(string what) => Validation($"Berth does not do {what} yet. Leave it out, or see SCOPE.md for what it does.");

    public static AwsException? From(string operation, IReadOnlyList<WireFault> faults) => Validation(ModelFaults.Sentence(faults));
}
