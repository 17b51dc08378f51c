using Microsoft.AspNetCore.Http;

namespace Berth.Aws.Dispatch;

/// <summary>Reads a request's body into memory, up to a limit.</summary>
internal static class RequestBody
{
    /// <exception cref="BodyTooLargeException">The body is, or says that it is, larger than <paramref name="bytesMax"/>.</exception>
    public static async Task<byte[]> Read(HttpRequest request, long bytesMax, CancellationToken cancel)
    {
        if (request.ContentLength > bytesMax) throw new BodyTooLargeException(bytesMax);
        using var buffer = new MemoryStream((int)(request.ContentLength ?? 0));
        var piece = new byte[16 * 1024];
        int count;
        while ((count = await request.Body.ReadAsync(piece, cancel)) > 0)
        {
            if (buffer.Length + count > bytesMax) throw new BodyTooLargeException(bytesMax);
            buffer.Write(piece, 0, count);
        }

        return buffer.ToArray();
    }
}

internal sealed class BodyTooLargeException(long bytesMax) : Exception($"The request body is larger than {bytesMax} bytes.");
