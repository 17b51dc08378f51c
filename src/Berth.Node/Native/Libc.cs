using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

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
    public const int NoSuchDevice = 19;
    public const int AddressNotAvailable = 99;
    public const int Interrupted = 4;
    public const int NoEntry = 2;
    private const int NotDirectory = 20;
    public const int Exists = 17;
    private const int SetChildSubreaper = 36;
    private const int CurrentDirectory = -100;
    private const uint RenameNoReplace = 1;
    private const int OpenAtTwo = 437;
    private const ulong OpenPath = 0x200000;
    private const ulong OpenDirectory = 0x10000;
    private const ulong ResolveNoMagicLinks = 2;
    private const ulong ResolveInRoot = 16;
    private const int WriteOnly = 0x1;
    private const int Create = 0x40;
    private const int Truncate = 0x200;
    private const int Append = 0x400;
    private const int OwnerReadsAndWrites = 0x180;

    /// <summary>Orphans of what we spawn come to this process, so that no zombie waits for a lazy init.</summary>
    public static void BecomeSubreaper() => Check(prctl(SetChildSubreaper, 1, 0, 0, 0), "prctl(PR_SET_CHILD_SUBREAPER)");

    public static void Unshare(int flags) => Check(unshare(flags), "unshare");

    public static void SetNamespace(int fd, int kind) => Check(setns(fd, kind), "setns");

    public static void Mount(string source, string target, string? type, int flags, string? options = null) => Check(mount(source, target, type, (nuint)flags, options), $"mount {target}");

    /// <summary>Detaches a mount; nothing happens when there is none.</summary>
    public static void Unmount(string target) => _ = umount2(target, DetachMount);

    /// <summary>Of the calling thread, where it has its own, as launchers do; else of the whole process.</summary>
    public static void ChangeDirectory(string path) => Check(chdir(path), $"chdir {path}");

    /// <summary>Opens a directory to copy from it. Links and dots lead no further than <paramref name="root"/>, as after a chroot.</summary>
    /// <returns>Null when there is none.</returns>
    public static SafeFileHandle? OpenDirectoryWithin(string root, string path)
    {
        using var start = new SafeFileHandle(open(root, (int)(OpenPath | OpenDirectory) | OpenCloseOnExec), ownsHandle: true);
        if (start.IsInvalid) throw Failed($"open {root}", Marshal.GetLastPInvokeError());
        var how = stackalloc ulong[] { OpenPath | OpenDirectory | OpenCloseOnExec, 0, ResolveInRoot | ResolveNoMagicLinks };
        var found = (int)syscall(OpenAtTwo, (int)start.DangerousGetHandle(), path, how, 3 * sizeof(ulong));
        if (found >= 0) return new(found, ownsHandle: true);
        return Marshal.GetLastPInvokeError() is var error and not NoEntry and not NotDirectory ? throw Failed($"open {path}", error) : null;
    }

    /// <summary>Follows no link in the last part of either path; nothing happens when something is there already.</summary>
    public static void RenameUnlessThere(string from, string to)
    {
        if (renameat2(CurrentDirectory, from, CurrentDirectory, to, RenameNoReplace) != 0 && Marshal.GetLastPInvokeError() is var error and not Exists) throw Failed($"rename {from}", error);
    }

    public static int ThreadId() => gettid();

    /// <summary>Makes a file empty and opens it so that every write goes to its end, also after somebody else shortened it.</summary>
    public static SafeFileHandle OpenAppending(string path)
    {
        var fd = open(path, WriteOnly | Create | Truncate | Append | OpenCloseOnExec, OwnerReadsAndWrites);
        return fd >= 0 ? new(fd, ownsHandle: true) : throw Failed($"open {path}", Marshal.GetLastPInvokeError());
    }

    /// <summary>What was made, renamed or deleted in a folder is so also after the machine died.</summary>
    public static void FlushDirectory(string path)
    {
        using var folder = new SafeFileHandle(open(path, (int)OpenDirectory | OpenCloseOnExec), ownsHandle: true);
        if (folder.IsInvalid) throw Failed($"open {path}", Marshal.GetLastPInvokeError());
        Check(fsync((int)folder.DangerousGetHandle()), $"fsync {path}");
    }

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

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int chdir(string path);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int renameat2(int fromDirectory, string from, int toDirectory, string to, uint flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint syscall(nint number, int directory, string path, ulong* how, nuint size);

    [LibraryImport("libc")]
    private static partial int gettid();

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags, int mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsync(int file);

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
