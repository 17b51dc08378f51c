using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Berth.Aws.Services.S3;

/// <summary>Which bucket and key a request means.</summary>
/// <param name="Bucket">Empty when it names none.</param>
/// <param name="Key">Empty when it names none.</param>
internal sealed record S3Address(string Bucket, string Key)
{
    /// <summary>In UTF-8. Source: Amazon S3 user guide, naming objects.</summary>
    public const int KeyBytesMax = 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The bucket is the first label of a name below S3's own, or else the first part of the path. The request line is read as it came: keys may hold dots, slashes and anything else that paths are cleaned of.</summary>
    /// <exception cref="AwsException">InvalidURI, KeyTooLongError.</exception>
    public static S3Address Read(HttpRequest request, string region)
    {
        var target = request.HttpContext.Features.Get<IHttpRequestFeature>()!.RawTarget;
        if (!target.StartsWith('/')) throw S3Errors.InvalidUri(target);
        var path = Decode(target.Split('?')[0][1..], target);
        if (HostBucket(request.Headers.Host.ToString(), region) is { } bucket) return new(bucket, Checked(path));
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? new(path, "") : new(path[..slash], Checked(path[(slash + 1)..]));
    }

    /// <param name="source">Samples: <c>/bucket/key</c>, <c>bucket/a%20key?versionId=null</c>.</param>
    /// <exception cref="AwsException">InvalidArgument.</exception>
    public static S3Address ReadSource(string source)
    {
        var parts = source.Split('?', 2);
        if (parts.Length == 2 && parts[1] != "versionId=null") throw S3Errors.NotImplemented("a version in x-amz-copy-source", "x-amz-copy-source");
        var path = Decode(parts[0], source).TrimStart('/');
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0 || slash == path.Length - 1) throw S3Errors.InvalidArgument("Copy Source must mention the source bucket and key: sourcebucket/sourcekey", "x-amz-copy-source", source);
        return new(path[..slash], Checked(path[(slash + 1)..]));
    }

    /// <summary>Sample: <c>photos.s3.ap-northeast-1.amazonaws.com:443</c> is the bucket photos.</summary>
    private static string? HostBucket(string host, string region)
    {
        var name = host.Split(':')[0].ToLowerInvariant();
        return ((string[])[$".s3.{region}.amazonaws.com", ".s3.amazonaws.com", ".s3.localhost"]).FirstOrDefault(s => name.EndsWith(s, StringComparison.Ordinal)) is { } suffix && name.Length > suffix.Length
            ? name[..^suffix.Length]
            : null;
    }

    private static string Checked(string key)
    {
        if (Strict.GetByteCount(key) is var bytes and > KeyBytesMax) throw S3Errors.KeyTooLong(bytes, KeyBytesMax);
        return key.Contains('\0', StringComparison.Ordinal) ? throw S3Errors.InvalidArgument("Berth's keys cannot hold the character U+0000.", "key", "") : key;
    }

    private static string Decode(string text, string target)
    {
        var bytes = new List<byte>(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] != '%')
            {
                if (!char.IsAscii(text[at])) throw S3Errors.InvalidUri(target);
                bytes.Add((byte)text[at]);
            }
            else if (at + 2 < text.Length && char.IsAsciiHexDigit(text[at + 1]) && char.IsAsciiHexDigit(text[at + 2]))
            {
                bytes.Add(Convert.ToByte(text.Substring(at + 1, 2), 16));
                at += 2;
            }
            else
            {
                throw S3Errors.InvalidUri(target);
            }
        }

        try
        {
            return Strict.GetString([.. bytes]);
        }
        catch (DecoderFallbackException)
        {
            throw S3Errors.InvalidUri(target);
        }
    }
}
