using System.Globalization;

namespace Berth.Node.Runtime;

/// <summary>Resolves a container's user as docker does: names by the container's own /etc/passwd and /etc/group.</summary>
internal sealed record ContainerUser(uint UserId, uint GroupId, IReadOnlyList<uint> AdditionalGroups)
{
    public static ContainerUser Root { get; } = new(0, 0, []);

    /// <param name="text">user, uid, user:group, uid:gid; "" for root.</param>
    /// <param name="passwd">Lines of the container's /etc/passwd.</param>
    /// <exception cref="ContainerStartException">A name that is not there.</exception>
    public static ContainerUser Resolve(string text, IReadOnlyList<string> passwd, IReadOnlyList<string> group)
    {
        if (text.Length == 0) return Root;
        var parts = text.Split(':', 2);
        var users = passwd.Select(l => l.Split(':')).Where(f => f.Length >= 4).ToList();
        var groups = group.Select(l => l.Split(':')).Where(f => f.Length >= 3).ToList();
        var numeric = uint.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var userId);
        var entry = users.FirstOrDefault(f => numeric ? f[2] == parts[0] : f[0] == parts[0]);
        if (!numeric) userId = entry is null ? throw new ContainerStartException($"unable to find user {parts[0]}: no matching entries in passwd file") : Number(entry[2]);
        if (parts.Length == 2) return new(userId, GroupIdOf(parts[1], groups), []);
        return new(userId, entry is null ? 0 : Number(entry[3]), entry is null ? [] : [.. groups.Where(f => f.Length >= 4 && f[3].Split(',').Contains(entry[0])).Select(f => Number(f[2]))]);
    }

    private static uint GroupIdOf(string text, List<string[]> groups)
    {
        if (uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return number;
        return groups.FirstOrDefault(f => f[0] == text) is { } entry ? Number(entry[2]) : throw new ContainerStartException($"unable to find group {text}: no matching entries in group file");
    }

    private static uint Number(string text) => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
