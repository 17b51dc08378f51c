using Berth.Aws.Protocols;
using Berth.Domain.Access;

namespace Berth.Aws.Dispatch;

/// <summary>One operation of one service. The dispatcher verifies the signature, parses, asks for what the operation demands, authorises, calls Handle and serialises.</summary>
public interface IOperation<TRequest, TResponse>
    where TRequest : IWireShape<TRequest>
    where TResponse : IWireShape<TResponse>
{
    /// <summary>As IAM names it: <c>ecs:RunTask</c>. The operation's name is what follows the colon.</summary>
    static abstract string Action { get; }

    /// <summary>The ARN that IAM judges, <c>*</c> when the action has none. Must not throw for bad input; Handle does that.</summary>
    string Resource(TRequest request, Caller caller);

    /// <summary>
    /// Everything that IAM must permit, where that is more than the action on the one resource: several resources, PassRole, tags that the request gives, the service's own
    /// condition keys. Like Resource it must not throw for bad input. What can only be known later, Handle asks of <see cref="IAuthorizer"/>.
    /// </summary>
    /// <returns>Null for the action on <see cref="Resource"/> alone; empty for what everybody may, and for what Handle asks all of itself.</returns>
    IReadOnlyList<AccessDemand>? Demands(TRequest request, Caller caller) => null;

    /// <exception cref="AwsException">The caller's fault, or ours, in the service's own words.</exception>
    Task<TResponse> Handle(TRequest request, Caller caller, CancellationToken cancel);
}
