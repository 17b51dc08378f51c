using System.Net.Http;
using System.Net.Sockets;
using Berth.Domain.Diagnosis;
using Berth.Domain.Nodes;
using Berth.Node.Network;

namespace Berth.Node.Aws;

/// <summary>One try of a call failed, in the words that follow ECS's own: <c>failed to do request: Head "https://…": dial tcp 198.18.0.3:443: i/o timeout</c>.</summary>
internal sealed class TryException(TryFailure kind, string message, Exception? cause = null) : Exception(message, cause)
{
    public TryFailure Kind => kind;

    /// <summary>Set when the call never reached its service.</summary>
    public FailedCall? Call { get; init; }
}

/// <summary>Reads what went wrong with a call. ECS's messages quote Go's, which say more than .NET's.</summary>
internal static class CallFailures
{
    private static readonly string[] Throttled = ["ThrottlingException", "Throttling", "TooManyRequestsException", "RequestLimitExceeded"];

    /// <summary>Errors that the models of the calls that we make name: the SDK knows them, and puts no "api error" before them. Source: AWS SDK for Go, version 2; models of Secrets Manager, Systems Manager, CloudWatch Logs.</summary>
    private static readonly string[] Modelled =
    [
        "DecryptionFailure", "InternalServerError", "InternalServiceError", "InvalidKeyId", "InvalidParameterException", "InvalidRequestException", "LimitExceededException", "OperationAbortedException",
        "ResourceAlreadyExistsException", "ResourceNotFoundException", "ServiceUnavailableException",
    ];

    /// <returns>Null for what is no failure of a call, and must not be tried again.</returns>
    public static TryFailure? Judge(Exception failure) => failure switch
    {
        TryException tried => tried.Kind,
        AwsCallException refused => refused.Status >= 500 || Throttled.Contains(refused.Code) ? TryFailure.Passing : TryFailure.Definite,
        HttpRequestException { InnerException: DialException { Failure: CallFailure.TimedOut } or OperationCanceledException } => TryFailure.TimedOut,
        HttpRequestException => TryFailure.Passing,
        _ => null,
    };

    /// <summary>Sample: <c>Post "https://api.ecr.ap-northeast-1.amazonaws.com/": dial tcp 198.18.0.2:443: i/o timeout</c>.</summary>
    /// <param name="uri">Its query is left out: it may hold a key.</param>
    public static string Words(HttpMethod method, Uri uri, HttpRequestException failure) =>
        $"{method.Method[..1]}{method.Method[1..].ToLowerInvariant()} \"{uri.GetLeftPart(UriPartial.Path)}\": {Words(uri, failure)}";

    /// <summary>Sample: <c>operation error Secrets Manager: GetSecretValue, https response error StatusCode: 400, RequestID: 1f…, api error AccessDeniedException: User: …</c>.</summary>
    /// <param name="operation">Service and operation as the SDK names them.</param>
    public static string Words(string operation, AwsCallException refused) =>
        $"operation error {operation}, https response error StatusCode: {refused.Status}, RequestID: {refused.RequestId}, {(Modelled.Contains(refused.Code, StringComparer.Ordinal) ? "" : "api error ")}{refused.Code}: {refused.Message}";

    /// <returns>Null when the call reached somebody, or was not sent through a task's network.</returns>
    /// <param name="elsewhere">See <see cref="DialException.Evidence"/>.</param>
    public static FailedCall? Evidence(Exception failure, string call, string elsewhere = "") => (failure.InnerException as DialException)?.Evidence(call, elsewhere);

    private static string Words(Uri uri, HttpRequestException failure) => failure.InnerException switch
    {
        DialException dial => dial.Message,
        OperationCanceledException => "net/http: timeout awaiting response headers",
        SocketException socket => socket.SocketErrorCode switch
        {
            SocketError.ConnectionRefused => $"dial tcp {uri.Host}:{uri.Port}: connect: connection refused",
            SocketError.NetworkUnreachable => $"dial tcp {uri.Host}:{uri.Port}: connect: network is unreachable",
            SocketError.HostUnreachable => $"dial tcp {uri.Host}:{uri.Port}: connect: no route to host",
            SocketError.TimedOut => $"dial tcp {uri.Host}:{uri.Port}: i/o timeout",
            SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData => $"dial tcp: lookup {uri.Host}: no such host",
            _ => socket.Message,
        },
        _ => failure.Message,
    };
}
