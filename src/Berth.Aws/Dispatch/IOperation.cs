using Berth.Aws.Protocols;

namespace Berth.Aws.Dispatch;

/// <summary>One operation of one service. The dispatcher verifies the signature, parses, asks for the resource, authorises, calls Handle and serialises.</summary>
public interface IOperation<TRequest, TResponse>
    where TRequest : IWireShape<TRequest>
    where TResponse : IWireShape<TResponse>
{
    /// <summary>As IAM names it: <c>ecs:RunTask</c>. The operation's name is what follows the colon.</summary>
    static abstract string Action { get; }

    /// <summary>The ARN that IAM judges, <c>*</c> when the action has none. Must not throw for bad input; Handle does that.</summary>
    string Resource(TRequest request, Caller caller);

    /// <exception cref="AwsException">The caller's fault, or ours, in the service's own words.</exception>
    Task<TResponse> Handle(TRequest request, Caller caller, CancellationToken cancel);
}
