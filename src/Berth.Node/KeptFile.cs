using System.Text.Json;
using Berth.Node.Native;

namespace Berth.Node;

/// <summary>A JSON file of this node that must be whole or not there, whenever the process dies. Mode 0600: some hold keys.</summary>
public static class KeptFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <param name="options">Null: the usual. Stricter ones refuse more of what makes no sense.</param>
    /// <returns>Null when there is none, or one that makes no sense: what it kept is then found or made anew.</returns>
    /// <exception cref="IOException">It may be there, and cannot be read now.</exception>
    public static T? Read<T>(string path, JsonSerializerOptions? options = null)
        where T : class
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<T>(File.ReadAllText(path), options ?? JsonSerializerOptions.Web) : null;
        }
        catch (Exception nothing) when (nothing is JsonException or FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <param name="flush">Also when the machine dies. Costs two writes to the disk itself: the file, and its name in its folder.</param>
    public static void Write<T>(string path, T value, bool flush = false)
    {
        using (var stream = new FileStream(path + ".new", new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
        {
            JsonSerializer.Serialize(stream, value, JsonSerializerOptions.Web);
            if (flush) stream.Flush(flushToDisk: true);
        }

        File.Move(path + ".new", path, overwrite: true);
        if (flush) Libc.FlushDirectory(Path.GetDirectoryName(path)!);
    }
}
