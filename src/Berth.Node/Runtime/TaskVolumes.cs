using Berth.AgentProtocol;
using Berth.Domain.Containers;
using Berth.Node.Native;

namespace Berth.Node.Runtime;

/// <summary>Volumes of tasks: directories that live as long as their task, root's and 0755 until an image says something else.</summary>
internal sealed class TaskVolumes(ContainerFiles files, Spawner spawner, MountNamespace mounts) : IDisposable
{
    private const UnixFileMode Everybody = (UnixFileMode)0b111_101_101;

    /// <summary>Two containers that bring content for one volume wait for each other.</summary>
    private readonly SemaphoreSlim filling = new(1, 1);

    /// <returns>The directories by the volumes' names.</returns>
    /// <exception cref="ContainerStartException">A name that is not one folder's.</exception>
    public IReadOnlyDictionary<string, string> Make(ContainerSpec spec)
    {
        var made = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in spec.MountPoints.Select(p => p.Volume).Distinct(StringComparer.Ordinal))
        {
            if (name.Length == 0 || name[0] == '.' || name.Contains('/', StringComparison.Ordinal)) throw new ContainerStartException($"invalid volume name: {name}");
            var path = Path.Combine(files.VolumesOf(spec.TaskId), name);
            if (!Directory.Exists(path)) Directory.CreateDirectory(path).UnixFileMode = Everybody;
            made[name] = path;
        }

        return made;
    }

    /// <summary>Mount points at which the image declares a VOLUME, over a volume that is empty: it gets what the image has there. Source: ECS developer guide, bind mounts.</summary>
    public IReadOnlyList<NativeMountPoint> ToFill(ContainerSpec spec)
    {
        var declared = spec.Image.Config.Volumes.Select(ContainerPath.Tidy).ToHashSet(StringComparer.Ordinal);
        return [.. spec.MountPoints.Where(p => declared.Contains(ContainerPath.Tidy(p.ContainerPath)) && (IsEmpty(PathOf(spec, p)) || Directory.Exists(Copied(spec, p))))];
    }

    /// <summary>
    /// Copies content, owners and modes. Another container may write to the volume already, and could lead a copy through a link of its own: so the copy is made beside the volume, and its parts are
    /// moved in by their names alone, never over something.
    /// </summary>
    /// <param name="rootFileSystem">Mounted, and used by nobody yet.</param>
    /// <exception cref="ContainerStartException">The disk is full, or the like.</exception>
    public async Task Fill(ContainerSpec spec, NativeMountPoint point, string rootFileSystem, CancellationToken cancel)
    {
        await filling.WaitAsync(cancel);
        try
        {
            var volume = PathOf(spec, point);
            var copied = Copied(spec, point);
            if (!Directory.Exists(copied))
            {
                var unfinished = copied + "~";
                TreeRemoval.Remove(unfinished);
                if (!IsEmpty(volume) || !await Copy(rootFileSystem, point.ContainerPath, unfinished)) return;
                Directory.Move(unfinished, copied);
            }

            foreach (var entry in Directory.EnumerateFileSystemEntries(copied)) Libc.RenameUnlessThere(entry, Path.Combine(volume, Path.GetFileName(entry)));
            await Run(spawner.Run("/bin/chown", ["--no-dereference", "--reference=" + copied, volume]));
            File.SetUnixFileMode(volume, File.GetUnixFileMode(copied));
            TreeRemoval.Remove(copied);
        }
        finally
        {
            filling.Release();
        }
    }

    public void Dispose() => filling.Dispose();

    private static bool IsEmpty(string directory) => !Directory.EnumerateFileSystemEntries(directory).Any();

    private string PathOf(ContainerSpec spec, NativeMountPoint point) => Path.Combine(files.VolumesOf(spec.TaskId), point.Volume);

    /// <summary>A whole copy that is still being moved in: after a crash the rest of it is.</summary>
    private string Copied(ContainerSpec spec, NativeMountPoint point) => Path.Combine(files.VolumesOf(spec.TaskId), "." + point.Volume);

    /// <returns>False when the image has no directory there.</returns>
    private async Task<bool> Copy(string rootFileSystem, string inside, string target)
    {
        var copy = await mounts.Run(() =>
        {
            using var source = Libc.OpenDirectoryWithin(rootFileSystem, ContainerPath.Tidy(inside));
            return source is null ? null : spawner.Run("/bin/cp", ["--archive", "--no-target-directory", "/proc/self/fd/3/.", target], inherited: new Dictionary<int, int> { [3] = (int)source.DangerousGetHandle() });
        });
        if (copy is null) return false;
        await Run(copy);
        return true;
    }

    private static async Task Run(Task<(int ExitCode, string Output)> program)
    {
        var (code, output) = await program;
        if (code != 0) throw new ContainerStartException("failed to copy the image's content to a volume: " + output.Trim());
    }
}
