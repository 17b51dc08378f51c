using System.Text.Json;
using System.Text.Json.Serialization;

namespace Berth.Storage;

/// <summary>How records become row bodies: camelCase, enums by name, absent rather than null.</summary>
public static class RowJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    public static string Write<T>(T record) => JsonSerializer.Serialize(record, Options);

    /// <exception cref="InvalidDataException">The body is no such record: the store holds what this version cannot read.</exception>
    public static T Read<T>(Row row)
    {
        if (row.Read is T known) return known;
        try
        {
            var record = JsonSerializer.Deserialize<T>(row.Body, Options) ?? throw new InvalidDataException($"The row {row.Kind}/{row.Id} is empty.");
            row.Read = record;
            return record;
        }
        catch (JsonException cause)
        {
            throw new InvalidDataException($"The row {row.Kind}/{row.Id} (schema {row.Schema}) cannot be read as {typeof(T).Name}.", cause);
        }
    }
}
