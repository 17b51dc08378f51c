using System.Globalization;
using System.Text.RegularExpressions;

namespace Berth.Domain.TaskDefinitions;

/// <summary>Reads a task's cpu and memory in every form that ECS takes: units ("256", "0.25 vCPU") and MiB ("512", "0.5 GB").</summary>
public static partial class TaskSize
{
    /// <returns>CPU units, 1024 = one vCPU; null when the text is no size.</returns>
    public static int? ReadCpuUnits(string text) => Read(text, CpuPattern());

    /// <returns>MiB; null when the text is no size.</returns>
    public static int? ReadMemoryMib(string text) => Read(text, MemoryPattern());

    private static int? Read(string text, Regex pattern)
    {
        if (pattern.Match(text) is not { Success: true } match) return null;
        if (!decimal.TryParse(match.Groups["number"].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return null;
        if (match.Groups["unit"].Success) number *= 1024;
        return number == Math.Truncate(number) && number is > 0 and <= int.MaxValue ? (int)number : null;
    }

    [GeneratedRegex("""^\s*(?<number>[0-9]{1,9}(\.[0-9]{1,4})?)\s*(?<unit>vCPU)?\s*$""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex CpuPattern();

    [GeneratedRegex("""^\s*(?<number>[0-9]{1,9}(\.[0-9]{1,4})?)\s*(?<unit>GB)?\s*$""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex MemoryPattern();
}
