using System.Runtime.InteropServices;

namespace Berth.Node.Native;

/// <summary>
/// Removes a directory that containers wrote to: with names that are no text, and nested deeper than any path or stack is long. No link is followed. Each directory below is first moved to the top,
/// so that the work needs two descriptors and no recursion.
/// </summary>
internal static unsafe partial class TreeRemoval
{
    private const int ReadDirectory = 0x10000 | 0x20000 | Libc.OpenCloseOnExec;
    private const int CurrentDirectory = -100;
    private const int RemoveDirectory = 0x200;
    private const uint NoReplace = 1;
    private const int NotPermitted = 1;
    private const int NoEntry = 2;
    private const int Exists = 17;
    private const int IsDirectory = 21;

    /// <summary>Held in memory at once: a container may have made millions.</summary>
    private const int NamesMax = 4096;

    /// <summary>Of d_name in glibc's struct dirent on x86-64.</summary>
    private const int NameOffset = 19;

    /// <summary>Nothing happens when it is not there.</summary>
    /// <exception cref="NativeException">Something in it cannot be removed.</exception>
    public static void Remove(string directory)
    {
        var path = Marshal.StringToCoTaskMemUTF8(directory);
        try
        {
            var top = openat(CurrentDirectory, (byte*)path, ReadDirectory);
            if (top < 0)
            {
                if (Marshal.GetLastPInvokeError() == NoEntry) return;
                throw Failed("open " + directory);
            }

            try
            {
                Empty(top);
            }
            finally
            {
                _ = close(top);
            }

            if (unlinkat(CurrentDirectory, (byte*)path, RemoveDirectory) != 0) throw Failed("rmdir " + directory);
        }
        finally
        {
            Marshal.FreeCoTaskMem(path);
        }
    }

    private static void Empty(int top)
    {
        var moved = 0L;
        while (Names(top) is { Count: > 0 } names)
        {
            foreach (var name in names)
            {
                fixed (byte* entry = name)
                {
                    if (TryUnlink(top, entry)) continue;
                    var child = openat(top, entry, ReadDirectory);
                    if (child < 0) throw Failed("open");
                    try
                    {
                        while (Names(child) is { Count: > 0 } inside)
                        {
                            foreach (var inner in inside)
                                fixed (byte* below = inner)
                                    if (!TryUnlink(child, below)) Lift(child, below, top, ref moved);
                        }
                    }
                    finally
                    {
                        _ = close(child);
                    }

                    if (unlinkat(top, entry, RemoveDirectory) != 0) throw Failed("rmdir");
                }
            }
        }
    }

    /// <summary>Moves a directory to the top, under a name that nobody has there.</summary>
    private static void Lift(int from, byte* name, int top, ref long moved)
    {
        while (true)
        {
            fixed (byte* target = System.Text.Encoding.ASCII.GetBytes($"lifted-{moved++:x}\0"))
                if (renameat2(from, name, top, target, NoReplace) == 0) return;
            if (Marshal.GetLastPInvokeError() != Exists) throw Failed("rename");
        }
    }

    /// <returns>False for a directory.</returns>
    private static bool TryUnlink(int directory, byte* name)
    {
        if (unlinkat(directory, name, 0) == 0) return true;
        return Marshal.GetLastPInvokeError() is IsDirectory or NotPermitted ? false : throw Failed("unlink");
    }

    /// <summary>The first names, each with its closing zero. Whoever has removed them asks for the next.</summary>
    private static List<byte[]> Names(int directory)
    {
        // A description of its own begins at the first entry.
        fixed (byte* dot = "."u8)
        {
            var stream = fdopendir(openat(directory, dot, ReadDirectory));
            if (stream == 0) throw Failed("fdopendir");
            var names = new List<byte[]>();
            for (var entry = readdir(stream); entry is not null && names.Count < NamesMax; entry = readdir(stream))
            {
                var name = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(entry + NameOffset);
                if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8)) names.Add([.. name, 0]);
            }

            _ = closedir(stream);
            return names;
        }
    }

    private static NativeException Failed(string what) => Libc.Failed(what, Marshal.GetLastPInvokeError());

    [LibraryImport("libc", SetLastError = true)]
    private static partial int openat(int directory, byte* path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int unlinkat(int directory, byte* path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int renameat2(int fromDirectory, byte* from, int toDirectory, byte* to, uint flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint fdopendir(int fd);

    [LibraryImport("libc", SetLastError = true)]
    private static partial byte* readdir(nint stream);

    [LibraryImport("libc")]
    private static partial int closedir(nint stream);

    [LibraryImport("libc")]
    private static partial int close(int fd);
}
