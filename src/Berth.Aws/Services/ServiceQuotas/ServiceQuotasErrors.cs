using Berth.Aws.Dispatch;
using Berth.Aws.Protocols;

namespace Berth.Aws.Services.ServiceQuotas;

internal static class ServiceQuotasErrors
{
    public static AwsException NoSuchService() => new("NoSuchResourceException", "The request failed because the specified service does not exist.");

    public static AwsException NoSuchQuota() => new("NoSuchResourceException", "The request failed because the specified service quota does not exist.");

    public static AwsException NoSuchRequest() => new("NoSuchResourceException", "The request failed because the specified quota change request does not exist.");

    public static AwsException IllegalArgument(string message) => new("IllegalArgumentException", message);

    public static AwsException InvalidToken() => new("InvalidPaginationTokenException", "The pagination token is invalid.");

    public static AwsException NotYet(string what) => IllegalArgument($"Berth does not do {what} yet. Leave it out, or see SCOPE.md for what it does.");

    public static AwsException? From(string operation, IReadOnlyList<WireFault> faults) => IllegalArgument(ModelFaults.Sentence(faults));
}
