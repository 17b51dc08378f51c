using System.Collections.Concurrent;
using Berth.Contracts.Services;
using Berth.Testing.Time;

namespace Berth.Cluster.Tests;

/// <summary>Sees every call of a grain before the grain does, and can hold it there.</summary>
internal sealed class GrainCalls : IIncomingGrainCallFilter, IOutgoingGrainCallFilter
{
    private readonly ConcurrentQueue<(string Interface, string Method, string Key)> seen = [];

    /// <summary>Raised at each call.</summary>
    public Signal Changed { get; } = new();

    /// <summary>Awaited before a call of this method goes on; null for at once.</summary>
    public Func<string, Task?>? Held { get; set; }

    /// <summary>Services are woken and do not come: what they would do is the test's to do.</summary>
    public bool ServicesSleep { get; set; }

    /// <returns>Keys of the grains that were called so, in order.</returns>
    public IReadOnlyList<string> Of<T>(string method) => [.. seen.Where(c => c.Interface == typeof(T).Name && c.Method == method).Select(c => c.Key)];

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        seen.Enqueue((context.InterfaceMethod.DeclaringType!.Name, context.InterfaceMethod.Name, context.TargetId.Key.ToString()!));
        Changed.Raise();
        if (Held?.Invoke(context.InterfaceMethod.Name) is { } gate) await gate;
        await context.Invoke();
    }

    public Task Invoke(IOutgoingGrainCallContext context)
    {
        if (!ServicesSleep || context.InterfaceMethod.DeclaringType != typeof(IServiceGrain) || context.InterfaceMethod.Name != nameof(IServiceGrain.Wake)) return context.Invoke();
        seen.Enqueue((nameof(IServiceGrain), nameof(IServiceGrain.Wake), context.TargetId.Key.ToString()!));
        Changed.Raise();
        return Task.CompletedTask;
    }
}
