using System.Globalization;
using System.Xml;

namespace Berth.Aws.Protocols;

/// <summary>Writes the XML of query and EC2 services.</summary>
internal sealed class XmlWireWriter(XmlWriter xml) : WireWriter
{
    public override void String(string name, string value) => xml.WriteElementString(name, Printable(value));

    public override void Integer(string name, int value) => xml.WriteElementString(name, value.ToString(CultureInfo.InvariantCulture));

    public override void Long(string name, long value) => xml.WriteElementString(name, value.ToString(CultureInfo.InvariantCulture));

    public override void Double(string name, double value) => xml.WriteElementString(name, value.ToString("R", CultureInfo.InvariantCulture));

    public override void Boolean(string name, bool value) => xml.WriteElementString(name, value ? "true" : "false");

    public override void Timestamp(string name, DateTimeOffset value) =>
        xml.WriteElementString(name, value.UtcDateTime.ToString(value.Millisecond == 0 ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));

    public override void Blob(string name, byte[] value) => xml.WriteElementString(name, Convert.ToBase64String(value));

    public override void Structure(string name, IWireShape value)
    {
        xml.WriteStartElement(name);
        value.Write(this);
        xml.WriteEndElement();
    }

    public override void List<T>(string name, string elementName, bool flattened, IReadOnlyList<T> values, Action<WireWriter, string, T> write)
    {
        if (!flattened) xml.WriteStartElement(name);
        foreach (var value in values) write(this, flattened ? name : elementName, value);
        if (!flattened) xml.WriteEndElement();
    }

    public override void Map<T>(string name, string keyName, string valueName, bool flattened, IReadOnlyDictionary<string, T> values, Action<WireWriter, string, T> write)
    {
        if (!flattened) xml.WriteStartElement(name);
        foreach (var (key, value) in values)
        {
            xml.WriteStartElement(flattened ? name : "entry");
            String(keyName, key);
            write(this, valueName, value);
            xml.WriteEndElement();
        }

        if (!flattened) xml.WriteEndElement();
    }

    /// <summary>XML 1.0 cannot hold most control characters, not even escaped; a name with one must not make an answer that no client can read.</summary>
    private static string Printable(string value) => value.All(XmlConvert.IsXmlChar) ? value : string.Concat(value.Select(c => XmlConvert.IsXmlChar(c) || char.IsSurrogate(c) ? c : '\uFFFD'));
}
