using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Berth.Node.Metadata;
using Berth.Testing;

namespace Berth.Node.Tests.Metadata;

/// <summary>Compares a document with the one in the repository, member by member and in order.</summary>
internal static class Golden
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Matches<T>(string name, T document) => Assert.Equal(
        File.ReadAllText(Path.Combine(Repository.Root, "test", "Berth.Node.Tests", "Metadata", "Golden", name + ".json")).Trim(),
        JsonNode.Parse(JsonSerializer.Serialize(document, EndpointJson.Options))!.ToJsonString(Readable));
}
