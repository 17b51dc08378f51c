using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Berth.Fuzz;

/// <summary>Writes trees that hold what no serialiser would write: halves of surrogate pairs go out as escapes.</summary>
public static class JsonText
{
    public static byte[] Of(JsonNode? node)
    {
        var text = new StringBuilder();
        Write(node, text);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void Write(JsonNode? node, StringBuilder text)
    {
        switch (node)
        {
            case null:
                text.Append("null");
                break;
            case JsonObject members:
                text.Append('{').AppendJoin(',', members.Select(m => Quote(m.Key) + ":" + Encoding.UTF8.GetString(Of(m.Value)))).Append('}');
                break;
            case JsonArray items:
                text.Append('[').AppendJoin(',', items.Select(i => Encoding.UTF8.GetString(Of(i)))).Append(']');
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                text.Append(Quote(value.GetValue<string>()));
                break;
            default:
                text.Append(node.ToJsonString());
                break;
        }
    }

    private static string Quote(string value)
    {
        var text = new StringBuilder("\"");
        foreach (var letter in value)
            if (letter is '"' or '\\' or < ' ' or (>= '\ud800' and <= '\udfff')) text.Append("\\u").Append(((int)letter).ToString("x4", System.Globalization.CultureInfo.InvariantCulture));
            else text.Append(letter);
        return text.Append('"').ToString();
    }
}
