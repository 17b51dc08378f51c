using System.Collections.Concurrent;
using Berth.Testing.Time;

namespace Berth.Cluster.Tests;

/// <summary>Sees every call of a grain before the grain does, and can hold it there.</summary>
internal sealed class GrainCalls : IIncomingGrainCallFilter
{
    private readonly ConcurrentQueue<(string Interface, string Method, string Key)> seen = [];

    /// <summary>Raised at each call.</summary>
    public Signal Changed { get; } = new();

    /// <summary>Awaited before a call of this method goes on; null for at once.</summary>
    public Func<string, Task?>? Held { get; set; }

    /// <returns>Keys of the grains that were called so, in order.</returns>
    public IReadOnlyList<string> Of<T>(string method) => [.. seen.Where(c => c.Interface == typeof(T).Name && c.Method == method).Select(c => c.Key)];

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        seen.Enqueue((context.InterfaceMethod.DeclaringType!.Name, context.InterfaceMethod.Name, context.TargetId.Key.ToString()!));
        Changed.Raise();
        if (Held?.Invoke(context.InterfaceMethod.Name) is { } gate) await gate;
        await context.Invoke();
    }
}
