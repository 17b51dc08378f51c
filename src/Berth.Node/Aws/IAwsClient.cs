using System.Text.Json.Nodes;
using Berth.AgentProtocol;

namespace Berth.Node.Aws;

/// <summary>Signed calls of AWS JSON 1.1 services, with the keys of whichever role is meant.</summary>
public interface IAwsClient
{
    /// <param name="service">Signing name: ecs, ecr, logs.</param>
    /// <param name="target">X-Amz-Target: Logs_20140328.PutLogEvents.</param>
    /// <exception cref="AwsCallException">The service answered with an error.</exception>
    /// <exception cref="HttpRequestException">The service could not be reached.</exception>
    Task<JsonObject> Call(string service, string target, JsonObject request, NativeCredentials credentials, CancellationToken cancel);
}

/// <summary>An error answer.</summary>
public sealed class AwsCallException(string code, string message, int status, string requestId) : Exception(message)
{
    public string Code { get; } = code;

    public int Status { get; } = status;

    public string RequestId { get; } = requestId;
}
