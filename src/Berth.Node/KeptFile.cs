using System.Text.Json;

namespace Berth.Node;

/// <summary>A JSON file of this node that must be whole or not there, whenever the process dies. Mode 0600: some hold keys.</summary>
internal static class KeptFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <returns>Null when there is none, or one that cannot be read: what it kept is then found or made anew.</returns>
    public static T? Read<T>(string path)
        where T : class
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<T>(File.ReadAllText(path), JsonSerializerOptions.Web) : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or IOException)
        {
            return null;
        }
    }

    /// <param name="flush">Also when the machine dies. Costs a write to the disk itself.</param>
    public static void Write<T>(string path, T value, bool flush = false)
    {
        using (var stream = new FileStream(path + ".new", new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
        {
            JsonSerializer.Serialize(stream, value, JsonSerializerOptions.Web);
            if (flush) stream.Flush(flushToDisk: true);
        }

        File.Move(path + ".new", path, overwrite: true);
    }
}
