using System.Globalization;
using Berth.Domain.Containers;

namespace Berth.Node.Runtime.Oci;

/// <summary>What this process has itself, and therefore the most that it can give to a container.</summary>
/// <param name="Ceilings">Of resource limits, by name.</param>
internal sealed record NodeCapacity(IReadOnlyList<string> Capabilities, IReadOnlyDictionary<string, long> Ceilings)
{
    public static NodeCapacity Read()
    {
        const string Line = "CapPrm:";
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith(Line, StringComparison.Ordinal));
        var capabilities = CapabilitySet.OfMask(ulong.Parse(line.AsSpan(Line.Length).Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
        return new(capabilities, OciResourceLimits.Ceilings(capabilities));
    }
}
