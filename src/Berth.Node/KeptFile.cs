using System.Text.Json;

namespace Berth.Node;

/// <summary>A small JSON file that must be whole or not there, whenever the process dies.</summary>
internal static class KeptFile
{
    /// <returns>Null when there is none, or one that cannot be read: what it kept is then found or made anew.</returns>
    public static T? Read<T>(string path)
        where T : class
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<T>(File.ReadAllText(path)) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static void Write<T>(string path, T value)
    {
        using (var stream = new FileStream(path + ".new", FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(stream, value);
            stream.Flush(flushToDisk: true);
        }

        File.Move(path + ".new", path, overwrite: true);
    }
}
