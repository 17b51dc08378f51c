using System.Globalization;
using Berth.Domain.Kernel;

namespace Berth.Testing.Kernel;

/// <summary>Ids that count up: the same test always names the same things.</summary>
public sealed class CountingIds : IIdSource
{
    private long last;

    public string Hex(int digits) => Interlocked.Increment(ref last).ToString("x", CultureInfo.InvariantCulture).PadLeft(digits, '0');

    public string Uuid() => $"00000000-0000-4000-8000-{Hex(12)}";
}
