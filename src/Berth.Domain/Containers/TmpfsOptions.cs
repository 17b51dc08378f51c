using System.Globalization;

namespace Berth.Domain.Containers;

/// <summary>Chooses the mount options of a container's tmpfs, as docker merges them.</summary>
public static class TmpfsOptions
{
    private static readonly string[] Default = ["noexec", "nosuid", "nodev"];

    /// <summary>Words of the ECS API that name no property of a tmpfs: they would turn the mount into another kind, or share it.</summary>
    private static readonly HashSet<string> Ignored = new(StringComparer.Ordinal)
    {
        "defaults", "remount", "bind", "rbind", "unbindable", "runbindable", "private", "rprivate", "shared", "rshared", "slave", "rslave",
    };

    private static readonly (string, string)[] Opposites =
    [
        ("exec", "noexec"), ("suid", "nosuid"), ("dev", "nodev"), ("rw", "ro"), ("async", "sync"), ("mand", "nomand"), ("atime", "noatime"), ("diratime", "nodiratime"), ("relatime", "norelatime"),
        ("strictatime", "nostrictatime"),
    ];

    /// <param name="options">Of the definition: each takes the place of an earlier one that says the same or the opposite.</param>
    /// <param name="sizeMib">Wins over a size among the options.</param>
    public static IReadOnlyList<string> Merge(IEnumerable<string> options, int sizeMib)
    {
        var merged = new List<string>();
        foreach (var option in Default.Concat(options).Where(o => !Ignored.Contains(o)).Append(string.Create(CultureInfo.InvariantCulture, $"size={(long)sizeMib << 20}")))
        {
            merged.RemoveAll(earlier => Subject(earlier) == Subject(option));
            merged.Add(option);
        }

        return merged;
    }

    private static string Subject(string option)
    {
        var name = option.Split('=', 2)[0];
        var pair = Array.Find(Opposites, o => o.Item1 == name || o.Item2 == name);
        return pair.Item1 ?? name;
    }
}
