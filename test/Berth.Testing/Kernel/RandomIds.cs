using Berth.Domain.Kernel;

namespace Berth.Testing.Kernel;

/// <summary>For tests in which several servers share a store and must not give the same ids.</summary>
public sealed class RandomIds : IIdSource
{
    public string Hex(int digits) => Guid.NewGuid().ToString("N")[..digits];

    public string Uuid() => Guid.NewGuid().ToString();
}
