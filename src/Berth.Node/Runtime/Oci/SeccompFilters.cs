using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace Berth.Node.Runtime.Oci;

/// <param name="Key">Of the profile's content: capabilities between which it makes no difference share one.</param>
internal sealed record SeccompFilter(string Key, JsonObject Profile);

/// <summary>
/// The seccomp profile for each set of capabilities. Compiling one costs more than anything else in a start; crun leaves what it compiled, and takes it again.
/// </summary>
internal sealed partial class SeccompFilters(string directory, ILogger log)
{
    /// <summary>Sets of capabilities, and compiled filters of some 20 KiB each, that are kept. What comes later works too, only slower.</summary>
    private const int KeptMax = 64;

    private readonly ConcurrentDictionary<string, SeccompFilter?> known = new(StringComparer.Ordinal);

    /// <returns>Null when the profile is not installed.</returns>
    public SeccompFilter? For(IReadOnlyList<string> capabilities)
    {
        var set = string.Join(' ', capabilities);
        if (known.TryGetValue(set, out var filter)) return filter;
        filter = Read(capabilities);
        if (known.Count < KeptMax) known[set] = filter;
        return filter;
    }

    /// <returns>base64, as crun takes it; null when it was not compiled yet.</returns>
    public string? Compiled(SeccompFilter? filter) => filter is not null && File.Exists(PathOf(filter)) ? File.ReadAllText(PathOf(filter)) : null;

    /// <param name="compiledPath">Where crun left it; nothing is kept when it did not.</param>
    public void Keep(SeccompFilter filter, string compiledPath)
    {
        if (!File.Exists(compiledPath) || File.Exists(PathOf(filter)) || Directory.EnumerateFiles(directory).Count() >= KeptMax) return;
        var unfinished = compiledPath + ".base64";
        File.WriteAllText(unfinished, Convert.ToBase64String(File.ReadAllBytes(compiledPath)));
        File.Move(unfinished, PathOf(filter), overwrite: true);
        LogCompiled(log, filter.Key);
    }

    private static SeccompFilter? Read(IReadOnlyList<string> capabilities) => SeccompProfile.Read(capabilities) is { } profile
        ? new(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(profile.ToJsonString())))[..16], profile)
        : null;

    private string PathOf(SeccompFilter filter) => Path.Combine(directory, filter.Key);

    [LoggerMessage(3201, LogLevel.Information, "The seccomp profile {Key} is compiled; further containers start with it.")]
    private static partial void LogCompiled(ILogger log, string key);
}
