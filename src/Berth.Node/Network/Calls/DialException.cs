using Berth.Domain.Diagnosis;

namespace Berth.Node.Network;

/// <summary>A connection of a task was not made.</summary>
/// <param name="words">As Go says it, which ECS's messages quote: <c>dial tcp 198.18.0.2:443: i/o timeout</c>.</param>
/// <param name="service">Of the services that we serve: <c>ecr.api</c>; null for somebody else's host.</param>
/// <param name="address">Null when the name was not found.</param>
internal sealed class DialException(string words, string? service, string hostName, string? address, int port, CallFailure failure, Exception? cause = null) : IOException(words, cause)
{
    public string? Service => service;

    public CallFailure Failure => failure;

    /// <param name="call">What was to be done with the connection, as IAM names it.</param>
    /// <param name="elsewhere">What to call a service that is none of ours.</param>
    public FailedCall Evidence(string call, string elsewhere) => new(call, service ?? elsewhere, hostName, address, port, failure);
}
