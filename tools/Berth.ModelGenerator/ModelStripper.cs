using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Berth.ModelGenerator;

/// <summary>Reduces a service model to what the wire needs: names, types and constraints of the operations we answer. No prose survives.</summary>
internal static class ModelStripper
{
    private static readonly string[] MetadataKept = ["apiVersion", "protocol", "jsonVersion", "targetPrefix", "endpointPrefix", "signingName", "xmlNamespace", "serviceId"];
    private static readonly string[] ShapeKept = ["type", "required", "enum", "min", "max", "pattern", "flattened", "timestampFormat", "exception", "error"];
    private static readonly string[] ReferenceKept = ["shape", "locationName", "queryName", "flattened", "timestampFormat", "idempotencyToken"];
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Strip(JsonObject model, IReadOnlyList<string> wanted)
    {
        var shapes = model["shapes"]!.AsObject();
        var operations = new JsonObject();
        var reached = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var name in wanted.Order(StringComparer.Ordinal))
        {
            var source = model["operations"]![name]?.AsObject() ?? throw new InvalidOperationException($"The model has no operation {name}.");
            var operation = new JsonObject();
            if (source["input"] is { } input) operation["input"] = Follow(input, shapes, reached);
            if (source["output"] is { } output)
            {
                operation["output"] = Follow(output, shapes, reached);
                if (output["resultWrapper"] is { } wrapper) operation["resultWrapper"] = wrapper.DeepClone();
            }

            operations[name] = operation;
        }

        var kept = new JsonObject();
        foreach (var name in reached) kept[name] = Shape(shapes[name]!.AsObject());
        var result = new JsonObject { ["metadata"] = Pick(model["metadata"]!.AsObject(), MetadataKept), ["operations"] = operations, ["shapes"] = kept };
        return result.ToJsonString(Indented) + "\n";
    }

    private static JsonNode Follow(JsonNode reference, JsonObject shapes, SortedSet<string> reached)
    {
        var name = reference["shape"]!.GetValue<string>();
        if (!reached.Add(name)) return JsonValue.Create(name);
        var shape = shapes[name]!.AsObject();
        foreach (var part in new[] { shape["member"], shape["key"], shape["value"] })
            if (part is not null) Follow(part, shapes, reached);
        if (shape["members"] is JsonObject members)
            foreach (var (_, member) in members) Follow(member!, shapes, reached);
        return JsonValue.Create(name);
    }

    private static JsonObject Shape(JsonObject source)
    {
        var shape = Pick(source, ShapeKept);
        foreach (var part in new[] { "member", "key", "value" })
            if (source[part] is JsonObject reference) shape[part] = Pick(reference, ReferenceKept);
        if (source["members"] is JsonObject members)
        {
            var kept = new JsonObject();
            foreach (var (name, member) in members) kept[name] = Pick(member!.AsObject(), ReferenceKept);
            shape["members"] = kept;
        }

        return shape;
    }

    private static JsonObject Pick(JsonObject source, string[] names)
    {
        var picked = new JsonObject();
        foreach (var name in names)
            if (source[name] is { } value) picked[name] = value.DeepClone();
        return picked;
    }
}
