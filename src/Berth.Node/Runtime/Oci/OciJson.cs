using System.Text.Json.Nodes;

namespace Berth.Node.Runtime.Oci;

internal static class OciJson
{
    public static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(t => (JsonNode)t)]);
}
