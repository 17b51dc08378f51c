using System.Buffers;

namespace Berth.Aws.Protocols;

/// <summary>How a family of services spells requests, answers and errors.</summary>
internal interface IProtocol
{
    string ContentType { get; }

    /// <param name="faults">Collects the rules that the request breaks.</param>
    /// <exception cref="MalformedRequestException">The body is not of this protocol at all.</exception>
    WireNode Read(byte[] body, IReadOnlyDictionary<string, string> parameters, List<WireFault> faults);

    void WriteAnswer(ServiceModel model, string operation, IWireShape answer, string requestId, IBufferWriter<byte> body);

    void WriteError(ServiceModel model, AwsException error, string requestId, IBufferWriter<byte> body);

    /// <summary>The error for a value of the wrong type.</summary>
    AwsException WrongType(WireTypeException fault);

    AwsException UnknownOperation(string operation);
}

/// <summary>The body cannot be read.</summary>
internal sealed class MalformedRequestException(string message, Exception? cause = null) : Exception(message, cause);
