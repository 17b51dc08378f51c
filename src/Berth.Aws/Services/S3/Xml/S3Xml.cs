using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Berth.Domain.Access;

namespace Berth.Aws.Services.S3.Xml;

/// <summary>Writes and reads S3's documents.</summary>
internal static class S3Xml
{
    private const string Namespace = "http://s3.amazonaws.com/doc/2006-03-01/";

    /// <summary>Keys may have characters that XML 1.0 cannot hold; like S3 we write them as references, and clients ask for encoding-type=url.</summary>
    private static readonly XmlWriterSettings WriterSettings = new() { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), CheckCharacters = false };

    private static readonly XmlReaderSettings ReaderSettings = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreProcessingInstructions = true, IgnoreWhitespace = true };

    public static byte[] Write(string root, Action<XmlWriter> content) => Write(xml =>
    {
        xml.WriteStartElement(root, Namespace);
        content(xml);
        xml.WriteEndElement();
    });

    /// <summary>Sample: <c>&lt;Error&gt;&lt;Code&gt;NoSuchKey&lt;/Code&gt;&lt;Message&gt;…&lt;/Message&gt;&lt;Key&gt;a&lt;/Key&gt;&lt;RequestId&gt;…&lt;/RequestId&gt;&lt;/Error&gt;</c>, in no namespace.</summary>
    public static byte[] WriteError(AwsException error, string requestId, string hostId) => Write(xml =>
    {
        xml.WriteStartElement("Error");
        xml.WriteElementString("Code", error.Code);
        xml.WriteElementString("Message", error.Message);
        foreach (var (name, values) in error.Details) xml.WriteElementString(name, string.Join(',', values));
        xml.WriteElementString("RequestId", requestId);
        xml.WriteElementString("HostId", hostId);
        xml.WriteEndElement();
    });

    /// <param name="root">What the document's element must be called.</param>
    /// <returns>Without namespaces.</returns>
    /// <exception cref="AwsException">MalformedXML.</exception>
    public static XElement Read(byte[] body, string root)
    {
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(body), ReaderSettings);
            var document = XElement.Load(reader);
            foreach (var element in document.DescendantsAndSelf()) element.Name = element.Name.LocalName;
            return document.Name == root ? document : throw S3Errors.MalformedXml();
        }
        catch (XmlException)
        {
            throw S3Errors.MalformedXml();
        }
    }

    /// <exception cref="AwsException">NotImplemented: an element that we do not act on.</exception>
    public static void Only(XElement element, params string[] names)
    {
        if (element.Elements().FirstOrDefault(e => !names.Contains(e.Name.LocalName)) is { } other) throw S3Errors.NotImplemented($"{element.Name.LocalName}.{other.Name.LocalName}");
    }

    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <param name="encoded">Whether the request has encoding-type=url, which leaves slashes as they are.</param>
    public static string Key(string key, bool encoded) => encoded ? SignatureV4.Encode(key).Replace("%2F", "/", StringComparison.Ordinal) : key;

    public static void Owner(XmlWriter xml, string element, string id)
    {
        xml.WriteStartElement(element);
        xml.WriteElementString("ID", id);
        xml.WriteEndElement();
    }

    private static byte[] Write(Action<XmlWriter> content)
    {
        using var stream = new MemoryStream();
        using (var xml = XmlWriter.Create(stream, WriterSettings)) content(xml);
        return stream.ToArray();
    }
}
