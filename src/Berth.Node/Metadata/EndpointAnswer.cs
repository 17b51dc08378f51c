using System.Text;
using System.Text.Json;

namespace Berth.Node.Metadata;

/// <summary>What the endpoint answers to one request.</summary>
internal sealed record EndpointAnswer(int Status, string ContentType, byte[] Body)
{
    public const int BadRequest = 400;
    public const int Forbidden = 403;
    public const int NotFound = 404;
    public const int TooManyRequests = 429;
    public const int ServerError = 500;

    public static EndpointAnswer Json<T>(T document, int status = 200) => new(status, "application/json", JsonSerializer.SerializeToUtf8Bytes(document, EndpointJson.Options));

    public static EndpointAnswer Text(int status, string text) => new(status, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(text));
}
