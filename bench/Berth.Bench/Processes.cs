using System.Globalization;

namespace Berth.Bench;

/// <summary>What /proc says of processes.</summary>
internal static class Processes
{
    public static int OnlyChildOf(int pid) => Children(pid).Single();

    /// <summary>Resident memory of a process, in MB (10^6 bytes).</summary>
    public static double ResidentMegabytes(int pid) =>
        File.ReadLines($"/proc/{pid}/status").Where(l => l.StartsWith("VmRSS:", StringComparison.Ordinal)).Select(l => double.Parse(l.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)).Single() * 1024 / 1e6;

    /// <summary>Resident memory of a process and all that it started, in MB.</summary>
    public static double ResidentMegabytesOfTree(int pid) => ResidentMegabytes(pid) + Children(pid).Sum(ResidentMegabytesOfTree);

    private static IEnumerable<int> Children(int pid) =>
        Directory.EnumerateDirectories($"/proc/{pid}/task").SelectMany(thread => File.ReadAllText(thread + "/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(child => int.Parse(child, CultureInfo.InvariantCulture));
}
