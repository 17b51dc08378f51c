using System.Text;
using Berth.Node.Images.Containerd;
using Berth.Node.Native;

namespace Berth.Node.Runtime;

/// <summary>Mounts a container's file system as containerd describes it.</summary>
internal static class SnapshotMount
{
    /// <summary>mount(2) takes one page, its end included.</summary>
    private const int OptionsBytesMax = 4095;

    private const string Lower = "lowerdir=";

    /// <summary>Call it on a thread whose working directory is its own (a launcher's).</summary>
    public static void Mount(MountDesc mount, string target)
    {
        if (mount.Type == "bind")
        {
            Libc.Mount(mount.Source, target, null, Libc.MountBind | Libc.MountRecursive);
            return;
        }

        var options = string.Join(',', mount.Options);
        if (Encoding.UTF8.GetByteCount(options) <= OptionsBytesMax)
        {
            Libc.Mount(mount.Source, target, mount.Type, 0, options);
            return;
        }

        // Many layers: named from the directory that holds them all, each takes a few letters. Unlike fsconfig's "lowerdir+" every kernel knows that.
        var (directory, shortened) = Shorten(mount.Options);
        Libc.ChangeDirectory(directory);
        try
        {
            Libc.Mount(mount.Source, target, mount.Type, 0, shortened);
        }
        finally
        {
            Libc.ChangeDirectory("/");
        }
    }

    /// <param name="options">With one lowerdir=/a/1/fs:/a/2/fs.</param>
    /// <returns>The deepest directory that holds all layers, and the options with the layers named from there.</returns>
    internal static (string Directory, string Options) Shorten(IEnumerable<string> options)
    {
        var all = options.ToList();
        var layers = all.Find(o => o.StartsWith(Lower, StringComparison.Ordinal))?[Lower.Length..].Split(':') ?? [];
        if (layers.Length == 0) return ("/", string.Join(',', all));
        var shared = layers[0].Length;
        foreach (var layer in layers) shared = Math.Min(shared, layers[0].AsSpan().CommonPrefixLength(layer));
        var directory = layers[0][..(layers[0].LastIndexOf('/', shared - 1) + 1)];
        return (directory, string.Join(',', all.Select(o => o.StartsWith(Lower, StringComparison.Ordinal) ? Lower + string.Join(':', layers.Select(l => l[directory.Length..])) : o)));
    }
}
