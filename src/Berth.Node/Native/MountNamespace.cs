using System.Collections.Concurrent;

namespace Berth.Node.Native;

/// <summary>
/// A private mount namespace in which containers' file systems are mounted and OCI runtimes started, without any helper process. In it the unified cgroup hierarchy
/// of a hybrid machine is not mounted, which crun could not bear. A pin keeps it over restarts of the node; a reboot takes it and everything in it.
/// </summary>
internal sealed class MountNamespace : IDisposable
{
    /// <summary>More would only wait for the kernel, which serialises what they do.</summary>
    private const int Threads = 2;

    private readonly BlockingCollection<Action> queue = [];
    private readonly string pin;

    private MountNamespace(string pin)
    {
        this.pin = pin;
        for (var i = 0; i < Threads; i++) new Thread(Serve, 512 * 1024) { IsBackground = true, Name = $"launcher {i}" }.Start();
    }

    /// <param name="directory">Where the pin lies; made when missing.</param>
    /// <param name="networkPins">Directory whose mounts, network namespace pins, must appear inside too.</param>
    public static async Task<MountNamespace> Open(string directory, string networkPins)
    {
        Directory.CreateDirectory(directory);
        var pin = Path.Combine(directory, "pin");
        if (!Mounts.IsMounted(pin)) await Make(directory, pin, networkPins);
        return new(pin);
    }

    public Task<T> Run<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        queue.Add(() =>
        {
            try
            {
                done.SetResult(work());
            }
#pragma warning disable CA1031 // Whatever happens on the thread belongs to whoever awaits it.
            catch (Exception failure)
            {
                done.SetException(failure);
            }
#pragma warning restore CA1031
        });
        return done.Task;
    }

    public void Dispose() => queue.CompleteAdding();

    private static async Task Make(string directory, string pin, string networkPins)
    {
        if (!Mounts.IsMounted(directory))
        {
            Libc.Mount(directory, directory, null, Libc.MountBind);
            Libc.Mount("none", directory, null, Libc.MountPrivate);
        }

        Directory.CreateDirectory(networkPins);
        if (!Mounts.IsMounted(networkPins))
        {
            Libc.Mount(networkPins, networkPins, null, Libc.MountBind);
            Libc.Mount("none", networkPins, null, Libc.MountShared);
        }

        await File.WriteAllBytesAsync(pin, []);
        using var pinned = new ManualResetEventSlim();
        var thread = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var holder = ShortThread.Run(() =>
        {
            try
            {
                Libc.Unshare(Libc.CloneNewMounts | Libc.CloneFileSystem);
                Libc.Mount("none", "/", null, Libc.MountRecursive | Libc.MountSlave);
                Libc.Unmount("/sys/fs/cgroup/unified");
                thread.SetResult(Libc.ThreadId());
            }
            catch (IOException failure)
            {
                thread.SetException(failure);
                return false;
            }

            pinned.Wait();
            return true;
        });
        try
        {
            Libc.Mount($"/proc/self/task/{await thread.Task}/ns/mnt", pin, null, Libc.MountBind);
        }
        finally
        {
            pinned.Set();
            await holder;
        }
    }

    private void Serve()
    {
        using (var handle = File.OpenHandle(pin))
        {
            // Only the file system struct must be our own for a multithreaded process to enter a mount namespace.
            Libc.Unshare(Libc.CloneFileSystem);
            Libc.SetNamespace((int)handle.DangerousGetHandle(), Libc.CloneNewMounts);
        }

        foreach (var work in queue.GetConsumingEnumerable()) work();
    }
}
