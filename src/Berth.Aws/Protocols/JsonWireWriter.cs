using System.Text.Json;

namespace Berth.Aws.Protocols;

/// <summary>Writes AWS JSON. Timestamps are epoch seconds with milliseconds.</summary>
internal sealed class JsonWireWriter(Utf8JsonWriter json) : WireWriter
{
    public override void String(string name, string value)
    {
        Name(name);
        json.WriteStringValue(value);
    }

    public override void Integer(string name, int value)
    {
        Name(name);
        json.WriteNumberValue(value);
    }

    public override void Long(string name, long value)
    {
        Name(name);
        json.WriteNumberValue(value);
    }

    public override void Double(string name, double value)
    {
        Name(name);
        json.WriteNumberValue(value);
    }

    public override void Boolean(string name, bool value)
    {
        Name(name);
        json.WriteBooleanValue(value);
    }

    public override void Timestamp(string name, DateTimeOffset value)
    {
        Name(name);
        json.WriteNumberValue(value.ToUnixTimeMilliseconds() / 1000m);
    }

    public override void Blob(string name, byte[] value)
    {
        Name(name);
        json.WriteBase64StringValue(value);
    }

    public override void Structure(string name, IWireShape value)
    {
        Name(name);
        json.WriteStartObject();
        value.Write(this);
        json.WriteEndObject();
    }

    public override void List<T>(string name, string elementName, bool flattened, IReadOnlyList<T> values, Action<WireWriter, string, T> write)
    {
        Name(name);
        json.WriteStartArray();
        foreach (var value in values) write(this, "", value);
        json.WriteEndArray();
    }

    public override void Map<T>(string name, string keyName, string valueName, bool flattened, IReadOnlyDictionary<string, T> values, Action<WireWriter, string, T> write)
    {
        Name(name);
        json.WriteStartObject();
        foreach (var (key, value) in values) write(this, key, value);
        json.WriteEndObject();
    }

    /// <summary>Elements of a list have no name.</summary>
    private void Name(string name)
    {
        if (name.Length > 0) json.WritePropertyName(name);
    }
}
