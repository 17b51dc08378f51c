using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Berth.AgentProtocol;

/// <summary>
/// How JSON of others is read: what the types call present is present, in members, constructor parameters, lists and maps, or the text is refused with <see cref="JsonException"/>.
/// The serialiser's own switches leave the elements of lists and maps out; nothing of ours has lists or maps of what may be null.
/// </summary>
public static class WholeJson
{
    public static JsonSerializerOptions Options { get; } = Make();

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            RespectNullableAnnotations = true,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { RefuseHoles } },
        };
        options.MakeReadOnly();
        return options;
    }

    private static void RefuseHoles(JsonTypeInfo type)
    {
        if (type.Kind is JsonTypeInfoKind.Enumerable or JsonTypeInfoKind.Dictionary) type.OnDeserialized = Check;

        // A null is written as nothing, so that what may be null may be absent; numbers and flags have zero and false.
        foreach (var property in type.Properties)
            if (property.AssociatedParameter is { IsNullable: false, HasDefaultValue: false, ParameterType.IsValueType: false }) property.IsRequired = true;
    }

    private static void Check(object read)
    {
        IEnumerable elements = read is IDictionary map ? map.Values : (IEnumerable)read;
        foreach (var element in elements)
            if (element is null) throw new JsonException("A list or map holds a null.");
    }
}
