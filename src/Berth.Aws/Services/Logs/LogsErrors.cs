using Berth.Aws.Dispatch;
using Berth.Aws.Protocols;

namespace Berth.Aws.Services.Logs;

internal static class LogsErrors
{
    public static AwsException NotFound(string message) => new("ResourceNotFoundException", message);

    public static AwsException AlreadyExists(string message) => new("ResourceAlreadyExistsException", message);

    public static AwsException InvalidParameter(string message) => new("InvalidParameterException", message);

    public static AwsException InvalidToken() => InvalidParameter("The specified nextToken is invalid.");

    public static AwsException NotYet(string what) => InvalidParameter($"Berth does not do {what} yet. Leave it out, or see SCOPE.md for what it does.");

    public static AwsException? From(string operation, IReadOnlyList<WireFault> faults) => InvalidParameter(ModelFaults.Sentence(faults));
}
