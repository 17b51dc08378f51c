namespace Berth.Server.Installation;

/// <summary>The data directory: made, checked and locked.</summary>
internal static class DataDirectory
{
    /// <summary>Less than this free, and nothing new could be stored for long: better to refuse at the start than to fail in the middle.</summary>
    public const long FreeBytesMin = 64L << 20;

    /// <exception cref="CommandLineException">It cannot be made or written to, or its disk is full.</exception>
    public static InstanceFile Open(string path)
    {
        try
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            var free = new DriveInfo(path).AvailableFreeSpace;
            if (free < FreeBytesMin)
                throw new CommandLineException($"The disk of {path} is full: {free >> 20} MiB are free, {FreeBytesMin >> 20} MiB are needed. Free some space, or choose another --data directory.");
            return InstanceFile.Read(path) ?? InstanceFile.Create(path);
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

    /// <summary>Holds the installation for one supervisor. Released by the kernel when the process ends, however it ends.</summary>
    /// <returns>Null when another supervisor holds it.</returns>
    public static FileStream? TryLock(string path)
    {
        try
        {
            return new FileStream(Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
