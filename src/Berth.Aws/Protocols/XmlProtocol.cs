using System.Buffers;
using System.Xml;

namespace Berth.Aws.Protocols;

/// <summary>What query and EC2 query share: flat parameters in, XML out.</summary>
internal abstract class XmlProtocol : IProtocol
{
    private static readonly XmlWriterSettings Settings = new() { Encoding = new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false), CheckCharacters = false };

    public string ContentType => "text/xml;charset=UTF-8";

    public WireNode Read(byte[] body, IReadOnlyDictionary<string, string> parameters, List<WireFault> faults) =>
        new QueryWireNode(new QueryParameters(parameters), "", "", faults);

    public void WriteAnswer(ServiceModel model, string operation, IWireShape answer, string requestId, IBufferWriter<byte> body) => Write(body, xml =>
    {
        xml.WriteStartElement(operation + "Response", model.XmlNamespace);
        WriteAnswerBody(xml, operation, answer, requestId);
        xml.WriteEndElement();
    });

    public void WriteError(ServiceModel model, AwsException error, string requestId, IBufferWriter<byte> body) => Write(body, xml => WriteErrorBody(xml, model, error, requestId));

    public abstract AwsException WrongType(WireTypeException fault);

    public AwsException UnknownOperation(string operation) => new("InvalidAction", $"The action {operation} is not valid for this web service.");

    protected abstract void WriteAnswerBody(XmlWriter xml, string operation, IWireShape answer, string requestId);

    protected abstract void WriteErrorBody(XmlWriter xml, ServiceModel model, AwsException error, string requestId);

    private static void Write(IBufferWriter<byte> body, Action<XmlWriter> content)
    {
        using var stream = new MemoryStream();
        using (var xml = XmlWriter.Create(stream, Settings)) content(xml);
        body.Write(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }
}

/// <summary>AWS query: IAM, STS, ELB.</summary>
internal sealed class QueryProtocol : XmlProtocol
{
    public static readonly QueryProtocol Instance = new();

    public override AwsException WrongType(WireTypeException fault) => new("MalformedInput", fault.Message);

    protected override void WriteAnswerBody(XmlWriter xml, string operation, IWireShape answer, string requestId)
    {
        xml.WriteStartElement(operation + "Result");
        answer.Write(new XmlWireWriter(xml));
        xml.WriteEndElement();
        xml.WriteStartElement("ResponseMetadata");
        xml.WriteElementString("RequestId", requestId);
        xml.WriteEndElement();
    }

    protected override void WriteErrorBody(XmlWriter xml, ServiceModel model, AwsException error, string requestId)
    {
        xml.WriteStartElement("ErrorResponse", model.XmlNamespace);
        xml.WriteStartElement("Error");
        xml.WriteElementString("Type", error.Status >= 500 ? "Receiver" : "Sender");
        xml.WriteElementString("Code", error.Code);
        new XmlWireWriter(xml).String("Message", error.Message);
        xml.WriteEndElement();
        xml.WriteElementString("RequestId", requestId);
        xml.WriteEndElement();
    }
}

/// <summary>EC2's own dialect: no result wrapper, and errors in a list.</summary>
internal sealed class Ec2Protocol : XmlProtocol
{
    public static readonly Ec2Protocol Instance = new();

    public override AwsException WrongType(WireTypeException fault) => new("InvalidParameterValue", fault.Message);

    protected override void WriteAnswerBody(XmlWriter xml, string operation, IWireShape answer, string requestId)
    {
        xml.WriteElementString("requestId", requestId);
        answer.Write(new XmlWireWriter(xml));
    }

    protected override void WriteErrorBody(XmlWriter xml, ServiceModel model, AwsException error, string requestId)
    {
        xml.WriteStartElement("Response");
        xml.WriteStartElement("Errors");
        xml.WriteStartElement("Error");
        xml.WriteElementString("Code", error.Code);
        new XmlWireWriter(xml).String("Message", error.Message);
        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteElementString("RequestID", requestId);
        xml.WriteEndElement();
    }
}
