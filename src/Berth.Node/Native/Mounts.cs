namespace Berth.Node.Native;

/// <summary>What is mounted, by /proc/self/mountinfo.</summary>
internal static class Mounts
{
    public static bool IsMounted(string path) => Under(path).Contains(path, StringComparer.Ordinal);

    /// <summary>Mount points at or below a directory, deepest first.</summary>
    public static IReadOnlyList<string> Under(string directory) =>
    [
        .. File.ReadLines("/proc/self/mountinfo")
            .Select(line => Unescape(line.Split(' ')[4]))
            .Where(p => p == directory || p.StartsWith(directory + "/", StringComparison.Ordinal))
            .OrderByDescending(p => p.Length),
    ];

    /// <summary>The kernel writes blanks and backslashes as octal numbers.</summary>
    private static string Unescape(string text) =>
        text.Contains('\\', StringComparison.Ordinal) ? text.Replace("\\040", " ", StringComparison.Ordinal).Replace("\\011", "\t", StringComparison.Ordinal).Replace("\\134", "\\", StringComparison.Ordinal) : text;
}
