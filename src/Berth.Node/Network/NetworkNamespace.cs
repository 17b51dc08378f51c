using Berth.Node.Native;

namespace Berth.Node.Network;

/// <summary>Network namespaces kept by a bind mount, their pin.</summary>
internal static class NetworkNamespace
{
    public static bool Exists(string pin) => File.Exists(pin) && Mounts.IsMounted(pin);

    /// <summary>Makes a namespace, with its loopback up; nothing happens when it is there already.</summary>
    public static async Task Make(string pin)
    {
        if (Exists(pin)) return;
        await File.WriteAllBytesAsync(pin, []);
        await ShortThread.Run(() =>
        {
            Libc.Unshare(Libc.CloneNewNetwork);
            Libc.Mount($"/proc/self/task/{Libc.ThreadId()}/ns/net", pin, null, Libc.MountBind);
            return true;
        });
        using var netlink = await Netlink.Open(pin);
        netlink.Send(NetlinkRequests.Up(1));
    }

    /// <summary>Drops the pin; the kernel removes the namespace and its links when nobody is in it any more.</summary>
    public static void Drop(string pin)
    {
        Libc.Unmount(pin);
        File.Delete(pin);
    }

    /// <summary>Writes settings below /proc/sys/net of a namespace.</summary>
    public static Task Set(string? pin, IReadOnlyDictionary<string, string> settings)
    {
        bool Write()
        {
            foreach (var (name, value) in settings) File.WriteAllText("/proc/sys/net/" + name, value);
            return true;
        }

        return pin is null ? Task.FromResult(Write()) : ShortThread.InNetwork(pin, Write);
    }
}
