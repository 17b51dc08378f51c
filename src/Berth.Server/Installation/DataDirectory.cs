using Berth.Storage;

namespace Berth.Server.Installation;

/// <summary>The data directory: made, checked and locked.</summary>
internal static class DataDirectory
{
    /// <summary>Less than this free, and nothing new could be stored for long: better to refuse at the start than to fail in the middle.</summary>
    public const long FreeBytesMin = DiskGuard.FreeBytesMin;

    /// <param name="engine">What its tasks shall run on; one directory has one for ever, because what one left behind means nothing to the other.</param>
    /// <exception cref="CommandLineException">It cannot be made or written to, its disk is full, or it is the other engine's.</exception>
    public static InstanceFile Open(string path, string engine)
    {
        try
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            var free = new DriveInfo(path).AvailableFreeSpace;
            if (free < FreeBytesMin)
                throw new CommandLineException($"The disk of {path} is full: {free >> 20} MiB are free, {FreeBytesMin >> 20} MiB are needed. Free some space, or choose another --data directory.");
            var file = InstanceFile.Read(path) ?? InstanceFile.Create(path, engine);
            return file.Engine == engine ? file : throw new CommandLineException($"The data in {path} is of the {file.Engine} engine. Give --engine {file.Engine}, or choose another --data directory for the {engine} one.");
        }
        catch (UnauthorizedAccessException cause)
        {
            throw new CommandLineException($"{path} may not be written by this user. Run as root (sudo), or choose another --data directory.", cause);
        }
        catch (IOException cause)
        {
            throw new CommandLineException($"{path} cannot be used: {cause.Message} Choose another --data directory.", cause);
        }
    }

    /// <summary>
    /// Holds the installation for one server. Its supervisor holds another lock; when that is killed, its server ends by itself within a second or two, and a new one waits here.
    /// </summary>
    /// <exception cref="CommandLineException">Another server does not end.</exception>
    public static async Task<FileStream> LockServer(string path, CancellationToken cancel)
    {
        for (var tries = 0; tries < 200; tries++)
        {
            if (TryLock(path, "server.lock") is { } held) return held;
            await Task.Delay(TimeSpan.FromMilliseconds(100), cancel);
        }

        throw new CommandLineException($"Another server still works on {path} and does not end. Find it with: fuser {Path.Combine(path, "server.lock")}");
    }

    /// <summary>Holds the installation for one supervisor. Released by the kernel when the process ends, however it ends.</summary>
    /// <returns>Null when another supervisor holds it.</returns>
    public static FileStream? TryLock(string path, string name = "lock")
    {
        try
        {
            return new FileStream(Path.Combine(path, name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
