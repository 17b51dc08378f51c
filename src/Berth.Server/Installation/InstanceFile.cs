using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Berth.Server.Configuration;

namespace Berth.Server.Installation;

/// <summary>DATA/instance.json: who this installation is. Made at first start, never changed.</summary>
/// <param name="DataVersion">Of the layout of the data directory. A newer one is refused.</param>
/// <param name="Engine">What its tasks run on, one of <see cref="Configuration.Engine"/>; files from before there was a choice do not say.</param>
/// <param name="Id">Six lower-case letters and digits.</param>
internal sealed partial record InstanceFile(int DataVersion, string Id, string Engine = Engine.Real)
{
    public const int CurrentDataVersion = 1;

    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static string PathIn(string dataDirectory) => Path.Combine(dataDirectory, "instance.json");

    /// <returns>Null when the data directory is new.</returns>
    /// <exception cref="CommandLineException">Another Berth's data, or none of ours.</exception>
    public static InstanceFile? Read(string dataDirectory)
    {
        var path = PathIn(dataDirectory);
        try
        {
            // A file in a directory that may not be entered looks like one that is not there.
            if (Directory.Exists(dataDirectory)) _ = Directory.EnumerateFileSystemEntries(dataDirectory).Any();
        }
        catch (UnauthorizedAccessException cause)
        {
            throw new CommandLineException($"{dataDirectory} may not be read by this user. Run as root (sudo), or choose another --data directory.", cause);
        }

        if (!File.Exists(path)) return null;
        InstanceFile? file;
        try
        {
            file = JsonSerializer.Deserialize<InstanceFile>(File.ReadAllText(path), Json);
        }
        catch (JsonException cause)
        {
            throw new CommandLineException($"{path} cannot be read ({cause.Message}). Restore it from a backup, or choose another --data directory.", cause);
        }
        catch (UnauthorizedAccessException cause)
        {
            throw new CommandLineException($"{path} may not be read by this user. Run as root (sudo), or choose another --data directory.", cause);
        }

        if (file is null || file.Id is not { Length: 6 } || !Configuration.Engine.IsKnown(file.Engine) || file.Id.Any(c => !Alphabet.Contains(c, StringComparison.Ordinal)))
            throw new CommandLineException($"{path} is not an instance file of Berth. Choose another --data directory.");
        if (file.DataVersion != CurrentDataVersion)
            throw new CommandLineException(
                $"The data in {dataDirectory} is of version {file.DataVersion}; this Berth reads version {CurrentDataVersion}. " +
                "Run the Berth that wrote it, or choose another --data directory.");
        return file;
    }

    /// <summary>Writes the file in a data directory that has none; of two at once, one wins and both read the winner's.</summary>
    public static InstanceFile Create(string dataDirectory, string engine)
    {
        var file = new InstanceFile(CurrentDataVersion, RandomNumberGenerator.GetString(Alphabet, 6), engine);
        var temporary = PathIn(dataDirectory) + "." + Path.GetRandomFileName();
        File.WriteAllText(temporary, JsonSerializer.Serialize(file, Json) + "\n");
        try
        {
            // A link is made only where nothing is, in one step; a move looks first and renames then, and two at once would both win.
            return link(temporary, PathIn(dataDirectory)) == 0 ? file : Read(dataDirectory) ?? throw new IOException($"{PathIn(dataDirectory)} could not be made (error {Marshal.GetLastPInvokeError()}).");
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int link(string existing, string made);
}
