using System.IO.Compression;
using System.Text.Json.Nodes;

namespace Berth.ModelGenerator;

/// <summary>Finds a service's newest model in a botocore data directory; newer releases compress it.</summary>
internal static class BotocoreModel
{
    /// <param name="extras">Folders of our own additions, in the form that botocore itself merges from AWS_DATA_PATH: what CLI and server both read, and what only our nodes say.</param>
    public static JsonObject ReadNewest(string data, string model, params string[] extras)
    {
        var version = Directory.GetDirectories(Path.Combine(data, model)).Order(StringComparer.Ordinal).Last();
        var root = Read(Path.Combine(version, "service-2.json"));
        foreach (var extra in extras.Select(e => Path.Combine(e, model, Path.GetFileName(version), "service-2.sdk-extras.json")).Where(File.Exists))
            Merge(root, JsonNode.Parse(File.ReadAllText(extra))!["merge"]!.AsObject());
        return root;
    }

    private static JsonObject Read(string plain)
    {
        if (File.Exists(plain)) return JsonNode.Parse(File.ReadAllText(plain))!.AsObject();
        using var zipped = new GZipStream(File.OpenRead(plain + ".gz"), CompressionMode.Decompress);
        return JsonNode.Parse(zipped)!.AsObject();
    }

    private static void Merge(JsonObject into, JsonObject extra)
    {
        foreach (var (name, value) in extra)
        {
            if (into[name] is JsonObject inner && value is JsonObject outer) Merge(inner, outer);
            else into[name] = value!.DeepClone();
        }
    }
}
