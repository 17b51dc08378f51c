using System.Runtime.InteropServices;
using System.Text;

namespace Berth.Node.Native;

/// <summary>How a spawned process ended.</summary>
/// <param name="ExitCode">128 + n for signal n.</param>
internal readonly record struct SpawnExit(int ExitCode);

/// <summary>
/// Starts processes by posix_spawn from the calling thread, whose namespaces they inherit, and reaps every child of this process.
/// System.Diagnostics.Process must not be used beside it: the two would race for exit codes.
/// </summary>
internal sealed class Spawner : IDisposable
{
    private readonly Dictionary<int, TaskCompletionSource<SpawnExit>> waiting = [];
    private readonly SemaphoreSlim hasChildren = new(0);
    private readonly Thread reaper;
    private volatile bool stopping;

    public Spawner()
    {
        Libc.BecomeSubreaper();
        reaper = new Thread(Reap, 256 * 1024) { IsBackground = true, Name = "reaper" };
        reaper.Start();
    }

    /// <param name="inherited">File descriptors for the child: its number to ours.</param>
    /// <param name="session">Give it a session of its own, so that no signal to ours reaches it.</param>
    /// <returns>The child's process id and its end.</returns>
    public (int Pid, Task<SpawnExit> Exit) Start(
        string program, IReadOnlyList<string> arguments, IReadOnlyList<string>? environment = null, string? workingDirectory = null, IReadOnlyDictionary<int, int>? inherited = null, bool session = false)
    {
        var done = new TaskCompletionSource<SpawnExit>(TaskCreationOptions.RunContinuationsAsynchronously);
        int pid;

        // Under the lock, so that the reaper cannot meet the child's end before it knows of the child.
        lock (waiting)
        {
            pid = PosixSpawn.Spawn(program, [program, .. arguments], environment ?? DefaultEnvironment, workingDirectory, inherited ?? new Dictionary<int, int>(), session);
            waiting[pid] = done;
        }

        hasChildren.Release();
        return (pid, done.Task);
    }

    /// <summary>Runs a program to its end and answers what it printed on both streams together.</summary>
    public async Task<(int ExitCode, string Output)> Run(string program, IReadOnlyList<string> arguments, string? workingDirectory = null, IReadOnlyDictionary<int, int>? inherited = null)
    {
        using var pipe = new PipeReader();
        var (_, exit) = Start(program, arguments, workingDirectory: workingDirectory, inherited: new Dictionary<int, int>(inherited ?? new Dictionary<int, int>()) { [1] = pipe.WriteEnd, [2] = pipe.WriteEnd });
        pipe.CloseWriteEnd();
        var output = await pipe.ReadAll();
        return ((await exit).ExitCode, output);
    }

    public void Dispose()
    {
        stopping = true;
        hasChildren.Release();
        hasChildren.Dispose();
    }

    private static IReadOnlyList<string> DefaultEnvironment { get; } = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8"];

    private void Reap()
    {
        while (!stopping)
        {
            var (pid, status) = Libc.WaitAny();
            if (pid == -Libc.NoChild)
            {
                try
                {
                    hasChildren.Wait();
                }
                catch (ObjectDisposedException)
                {
                    return;
                }

                continue;
            }

            if (pid < 0) continue;
            var code = (status & 0x7f) == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f);
            TaskCompletionSource<SpawnExit>? done;
            lock (waiting) waiting.Remove(pid, out done);

            // Others are orphans that came to us as their subreaper.
            done?.SetResult(new(code));
        }
    }
}

/// <summary>The reading end of a pipe whose writing end goes to a child.</summary>
internal sealed class PipeReader : IDisposable
{
    /// <summary>More than this of a program's output is never looked at.</summary>
    private const int BytesMax = 64 * 1024;

    private readonly System.IO.Pipes.AnonymousPipeServerStream pipe = new(System.IO.Pipes.PipeDirection.In, HandleInheritability.None);

    public int WriteEnd => (int)pipe.ClientSafePipeHandle.DangerousGetHandle();

    public void CloseWriteEnd() => pipe.DisposeLocalCopyOfClientHandle();

    public async Task<string> ReadAll()
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        int count;
        while ((count = await pipe.ReadAsync(buffer)) > 0)
            if (text.Length < BytesMax) text.Append(Encoding.UTF8.GetString(buffer, 0, count));
        return text.ToString();
    }

    /// <summary>Up to the first line end: conmon keeps its end open for longer than anybody wants to wait.</summary>
    public async Task<string> ReadLine()
    {
        var text = new List<byte>();
        var buffer = new byte[4096];
        int count;
        while (!text.Contains((byte)'\n') && text.Count < BytesMax && (count = await pipe.ReadAsync(buffer)) > 0) text.AddRange(buffer[..count]);
        return Encoding.UTF8.GetString(text.ToArray()).Split('\n')[0];
    }

    public void Dispose() => pipe.Dispose();
}

/// <summary>posix_spawn with everything that a clean child needs: signals reset, descriptors above the named ones closed.</summary>
internal static unsafe partial class PosixSpawn
{
    private const int ActionsBytes = 256;
    private const int AttributesBytes = 1024;
    private const short ResetSignals = 0x04;
    private const short ResetMask = 0x08;
    private const short NewSession = 0x80;

    public static int Spawn(string program, IReadOnlyList<string> arguments, IReadOnlyList<string> environment, string? workingDirectory, IReadOnlyDictionary<int, int> inherited, bool session)
    {
        var actions = stackalloc byte[ActionsBytes];
        var attributes = stackalloc byte[AttributesBytes];
        Check(posix_spawn_file_actions_init(actions), "posix_spawn_file_actions_init");
        Check(posix_spawnattr_init(attributes), "posix_spawnattr_init");
        var argv = Strings(arguments);
        var envp = Strings(environment);
        try
        {
            var last = inherited.Count == 0 ? 2 : Math.Max(2, inherited.Keys.Max());
            for (var fd = 0; fd <= 2; fd++)
                if (!inherited.ContainsKey(fd)) Check(posix_spawn_file_actions_addopen(actions, fd, "/dev/null", fd == 0 ? 0 : 1, 0), "addopen");
            foreach (var (child, ours) in inherited) Check(posix_spawn_file_actions_adddup2(actions, ours, child), "adddup2");
            Check(posix_spawn_file_actions_addclosefrom_np(actions, last + 1), "addclosefrom");
            if (workingDirectory is not null) Check(posix_spawn_file_actions_addchdir_np(actions, workingDirectory), "addchdir");

            // .NET ignores SIGPIPE; a child must not.
            var all = stackalloc ulong[16];
            new Span<ulong>(all, 16).Fill(ulong.MaxValue);
            var none = stackalloc ulong[16];
            Check(posix_spawnattr_setsigdefault(attributes, all), "setsigdefault");
            Check(posix_spawnattr_setsigmask(attributes, none), "setsigmask");
            Check(posix_spawnattr_setflags(attributes, (short)(ResetSignals | ResetMask | (session ? NewSession : 0))), "setflags");
            int pid;
            Check(posix_spawn(&pid, program, actions, attributes, argv, envp), $"start {program}");
            return pid;
        }
        finally
        {
            Free(argv);
            Free(envp);
            _ = posix_spawn_file_actions_destroy(actions);
            _ = posix_spawnattr_destroy(attributes);
        }
    }

    private static byte** Strings(IReadOnlyList<string> texts)
    {
        var array = (byte**)NativeMemory.AllocZeroed((nuint)(texts.Count + 1), (nuint)sizeof(byte*));
        for (var i = 0; i < texts.Count; i++) array[i] = (byte*)Marshal.StringToCoTaskMemUTF8(texts[i]);
        return array;
    }

    private static void Free(byte** array)
    {
        for (var i = 0; array[i] is not null; i++) Marshal.FreeCoTaskMem((nint)array[i]);
        NativeMemory.Free(array);
    }

    private static void Check(int error, string what)
    {
        if (error != 0) throw Libc.Failed(what, error);
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int posix_spawn(int* pid, string path, byte* actions, byte* attributes, byte** argv, byte** envp);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_init(byte* actions);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_destroy(byte* actions);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int posix_spawn_file_actions_addopen(byte* actions, int fd, string path, int flags, int mode);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_adddup2(byte* actions, int fd, int newFd);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_addclosefrom_np(byte* actions, int from);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int posix_spawn_file_actions_addchdir_np(byte* actions, string path);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_init(byte* attributes);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_destroy(byte* attributes);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_setflags(byte* attributes, short flags);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_setsigdefault(byte* attributes, ulong* set);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_setsigmask(byte* attributes, ulong* set);
}
