using System.Runtime.InteropServices;

namespace Berth.Node.Native;

/// <summary>The system calls that .NET has no words for. x86-64 Linux, glibc.</summary>
internal static unsafe partial class Libc
{
    public const int CloneNewNetwork = 0x40000000;
    public const int CloneNewMounts = 0x20000;
    public const int CloneFileSystem = 0x200;
    public const int MountBind = 0x1000;
    public const int MountRecursive = 0x4000;
    public const int MountPrivate = 0x40000;
    public const int MountSlave = 0x80000;
    public const int MountShared = 0x100000;
    public const int DetachMount = 2;
    public const int OpenCloseOnExec = 0x80000;
    public const int SignalTerminate = 15;
    public const int SignalKill = 9;
    public const int NoSuchProcess = 3;
    public const int NoChild = 10;
    public const int Interrupted = 4;
    private const int SetChildSubreaper = 36;

    /// <summary>Orphans of what we spawn come to this process, so that no zombie waits for a lazy init.</summary>
    public static void BecomeSubreaper() => Check(prctl(SetChildSubreaper, 1, 0, 0, 0), "prctl(PR_SET_CHILD_SUBREAPER)");

    public static void Unshare(int flags) => Check(unshare(flags), "unshare");

    public static void SetNamespace(int fd, int kind) => Check(setns(fd, kind), "setns");

    public static void Mount(string source, string target, string? type, int flags, string? options = null) => Check(mount(source, target, type, (nuint)flags, options), $"mount {target}");

    /// <summary>Detaches a mount; nothing happens when there is none.</summary>
    public static void Unmount(string target) => _ = umount2(target, DetachMount);

    public static int ThreadId() => gettid();

    /// <returns>False when there is no such process.</returns>
    public static bool Kill(int pid, int signal)
    {
        if (kill(pid, signal) == 0) return true;
        var error = Marshal.GetLastPInvokeError();
        return error == NoSuchProcess ? false : throw Failed("kill", error);
    }

    /// <returns>The pid and wait status; a negative errno when there is no child, or a signal came.</returns>
    public static (int Pid, int Status) WaitAny()
    {
        int status;
        var pid = waitpid(-1, &status, 0);
        return pid < 0 ? (-Marshal.GetLastPInvokeError(), 0) : (pid, status);
    }

    public static long HardLimit(int resource)
    {
        var limit = stackalloc ulong[2];
        Check(getrlimit(resource, limit), "getrlimit");
        return limit[1] > long.MaxValue ? -1 : (long)limit[1];
    }

    public static NativeException Failed(string what, int error) => new($"{what}: {Marshal.GetPInvokeErrorMessage(error)}", error);

    private static void Check(int result, string what)
    {
        if (result != 0) throw Failed(what, Marshal.GetLastPInvokeError());
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int prctl(int option, nuint a, nuint b, nuint c, nuint d);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int unshare(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setns(int fd, int kind);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mount(string source, string target, string? type, nuint flags, string? data);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int umount2(string target, int flags);

    [LibraryImport("libc")]
    private static partial int gettid();

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int pid, int signal);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int waitpid(int pid, int* status, int options);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int getrlimit(int resource, ulong* limit);
}

/// <summary>A system call failed.</summary>
internal sealed class NativeException(string message, int error) : IOException(message)
{
    public int Error { get; } = error;
}
