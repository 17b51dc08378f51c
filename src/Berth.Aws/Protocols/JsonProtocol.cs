using System.Buffers;
using System.Text.Json;

namespace Berth.Aws.Protocols;

/// <summary>AWS JSON 1.1. Errors: <c>{"__type":"ClientException","message":"…"}</c>.</summary>
internal sealed class JsonProtocol : IProtocol
{
    public static readonly JsonProtocol Instance = new();

    /// <summary>Not HTML: quotation marks and letters of other scripts stay as they are, as AWS writes them.</summary>
    private static readonly JsonWriterOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public string ContentType => "application/x-amz-json-1.1";

    public WireNode Read(byte[] body, IReadOnlyDictionary<string, string> parameters, List<WireFault> faults)
    {
        try
        {
            var root = body.Length == 0 ? JsonDocument.Parse("{}") : JsonDocument.Parse(body);
            return new JsonWireNode(root.RootElement, "", faults);
        }
        catch (JsonException cause)
        {
            throw new MalformedRequestException("The request body is not JSON.", cause);
        }
    }

    public void WriteAnswer(ServiceModel model, string operation, IWireShape answer, string requestId, IBufferWriter<byte> body)
    {
        using var json = new Utf8JsonWriter(body, Options);
        json.WriteStartObject();
        answer.Write(new JsonWireWriter(json));
        json.WriteEndObject();
    }

    public void WriteError(ServiceModel model, AwsException error, string requestId, IBufferWriter<byte> body)
    {
        using var json = new Utf8JsonWriter(body, Options);
        json.WriteStartObject();
        json.WriteString("__type", error.Code);
        if (error.Message.Length > 0) json.WriteString("message", error.Message);
        foreach (var (name, values) in error.Details)
        {
            json.WriteStartArray(name);
            foreach (var value in values) json.WriteStringValue(value);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    public AwsException WrongType(WireTypeException fault) => new("SerializationException", fault.Message);

    public AwsException UnknownOperation(string operation) => new("UnknownOperationException", "");
}
