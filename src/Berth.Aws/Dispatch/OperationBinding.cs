using Berth.Aws.Protocols;
using Berth.Domain.Access;
using Microsoft.Extensions.DependencyInjection;

namespace Berth.Aws.Dispatch;

/// <summary>An operation with its shapes erased, so that one dispatcher serves all. Make it with <see cref="Of"/>.</summary>
public abstract class OperationBinding(string action)
{
    public string Action { get; } = action;

    public string Name => Action[(Action.IndexOf(':', StringComparison.Ordinal) + 1)..];

    public abstract IWireShape Read(WireNode node);

    public abstract string Resource(IServiceProvider services, IWireShape request, Caller caller);

    /// <summary>What IAM must permit; none for what everybody may.</summary>
    public abstract IReadOnlyList<AccessDemand> Demands(IServiceProvider services, IWireShape request, Caller caller);

    public abstract Task<IWireShape> Handle(IServiceProvider services, IWireShape request, Caller caller, CancellationToken cancel);

    /// <summary>Handlers are made by the container for each call; their dependencies are singletons.</summary>
    public static OperationBinding Of<TOperation, TRequest, TResponse>()
        where TOperation : IOperation<TRequest, TResponse>
        where TRequest : class, IWireShape<TRequest>
        where TResponse : class, IWireShape<TResponse> => new Bound<TOperation, TRequest, TResponse>();

    /// <summary>Keys bindings by operation name; two of one name are a mistake of ours and throw.</summary>
    public static IReadOnlyDictionary<string, OperationBinding> Table(params OperationBinding[] bindings) =>
        bindings.ToDictionary(b => b.Name, StringComparer.Ordinal);

    private sealed class Bound<TOperation, TRequest, TResponse>() : OperationBinding(TOperation.Action)
        where TOperation : IOperation<TRequest, TResponse>
        where TRequest : class, IWireShape<TRequest>
        where TResponse : class, IWireShape<TResponse>
    {
        private static readonly ObjectFactory<TOperation> Factory = ActivatorUtilities.CreateFactory<TOperation>([]);

        public override IWireShape Read(WireNode node) => TRequest.Read(node);

        public override string Resource(IServiceProvider services, IWireShape request, Caller caller) =>
            Factory(services, []).Resource((TRequest)request, caller);

        public override IReadOnlyList<AccessDemand> Demands(IServiceProvider services, IWireShape request, Caller caller)
        {
            IOperation<TRequest, TResponse> operation = Factory(services, []);
            return operation.Demands((TRequest)request, caller) ?? [new(Action, operation.Resource((TRequest)request, caller))];
        }

        public override async Task<IWireShape> Handle(IServiceProvider services, IWireShape request, Caller caller, CancellationToken cancel) =>
            await Factory(services, []).Handle((TRequest)request, caller, cancel);
    }
}
