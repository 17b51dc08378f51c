namespace Berth.Aws.Signing;

/// <summary>A verified signature over what a request announces of its body, and what further signatures inside the body are made with.</summary>
/// <param name="Service">In the credential scope.</param>
/// <param name="Key">Signs chunks.</param>
/// <param name="Signature">Of the request: the first chunk's is chained to it.</param>
internal sealed record AnnouncedSignature(Principal Principal, string Service, byte[] Key, string Scope, string Timestamp, string Signature)
{
    public override string ToString() => $"AnnouncedSignature {{ {Principal.Arn}, {Scope} }}";
}
