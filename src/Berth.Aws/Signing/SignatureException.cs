namespace Berth.Aws.Signing;

/// <summary>Why a request's signature was not accepted. Each protocol has its own code for it.</summary>
public enum SignatureFault
{
    Missing,
    Incomplete,
    UnknownKey,
    WrongToken,
    ExpiredToken,
    Expired,
    Mismatch,
}

public sealed class SignatureException(SignatureFault fault, string message) : Exception(message)
{
    public SignatureFault Fault { get; } = fault;

    /// <summary>JSON services answer exception names, query services codes.</summary>
    /// <param name="isJson">Whether the request came by a JSON protocol.</param>
    public AwsException ToAws(bool isJson) => Fault switch
    {
        SignatureFault.Missing => new(isJson ? "MissingAuthenticationTokenException" : "MissingAuthenticationToken", Message, isJson ? 400 : 403),
        SignatureFault.Incomplete => new(isJson ? "IncompleteSignatureException" : "IncompleteSignature", Message),
        SignatureFault.UnknownKey or SignatureFault.WrongToken => new(isJson ? "UnrecognizedClientException" : "InvalidClientTokenId", Message, isJson ? 400 : 403),
        SignatureFault.ExpiredToken => new(isJson ? "ExpiredTokenException" : "ExpiredToken", Message, isJson ? 400 : 403),
        SignatureFault.Expired => new(isJson ? "InvalidSignatureException" : "SignatureDoesNotMatch", Message, isJson ? 400 : 403),
        SignatureFault.Mismatch => new(isJson ? "InvalidSignatureException" : "SignatureDoesNotMatch", Message, isJson ? 400 : 403),
        _ => throw new InvalidOperationException($"Unknown fault {Fault}."),
    };
}
