namespace Berth.Aws.Protocols;

/// <summary>Writes an answer's members by name. One implementation per protocol.</summary>
public abstract class WireWriter
{
    public abstract void String(string name, string value);

    public abstract void Integer(string name, int value);

    public abstract void Long(string name, long value);

    public abstract void Double(string name, double value);

    public abstract void Boolean(string name, bool value);

    public abstract void Timestamp(string name, DateTimeOffset value);

    public abstract void Blob(string name, byte[] value);

    public abstract void Structure(string name, IWireShape value);

    /// <param name="write">Writes one element under the name that it is given.</param>
    public abstract void List<T>(string name, string elementName, bool flattened, IReadOnlyList<T> values, Action<WireWriter, string, T> write);

    public abstract void Map<T>(string name, string keyName, string valueName, bool flattened, IReadOnlyDictionary<string, T> values, Action<WireWriter, string, T> write);
}
