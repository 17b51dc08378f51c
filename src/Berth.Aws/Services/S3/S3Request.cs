using System.Globalization;
using Berth.Aws.Dispatch;
using Berth.Aws.Services.S3.Payloads;
using Berth.Domain.ObjectStorage;
using Microsoft.AspNetCore.Http;

namespace Berth.Aws.Services.S3;

/// <summary>A verified request of S3.</summary>
/// <param name="Bucket">Empty for an operation of none.</param>
/// <param name="Key">Empty for an operation of the bucket.</param>
internal sealed record S3Request(HttpRequest Http, Caller Caller, string Bucket, string Key, S3Body Body)
{
    /// <summary>Set where the operation needs the bucket to be there.</summary>
    public BucketRecord? BucketRecord { get; init; }

    public string Arn => Bucket.Length == 0 ? "*" : Key.Length == 0 ? S3Names.BucketArn(Bucket) : S3Names.ObjectArn(Bucket, Key);

    /// <returns>Null when the query does not have it.</returns>
    public string? Parameter(string name) => Http.Query.TryGetValue(name, out var values) ? values.ToString() : null;

    /// <returns>Null when it is absent or empty.</returns>
    public string? Header(string name) => Http.Headers[name].ToString() is { Length: > 0 } value ? value : null;

    /// <exception cref="AwsException">InvalidArgument: it is no number, or not within its bounds.</exception>
    public int Number(string name, int usual, int min, int max)
    {
        if (Parameter(name) is not { Length: > 0 } text) return usual;
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)) throw S3Errors.InvalidArgument($"Provided {name} not an integer or within integer range", name, text);
        return number >= min ? Math.Min(number, max) : throw S3Errors.InvalidArgument($"Argument {name} must be an integer between {min} and {int.MaxValue}", name, text);
    }

    /// <summary>encoding-type: whether keys in the answer are to be URL-encoded.</summary>
    public bool EncodesKeys() => Parameter("encoding-type") switch
    {
        null or "" => false,
        "url" => true,
        var other => throw S3Errors.InvalidArgument("Invalid Encoding Method specified in Request", "encoding-type", other),
    };

    /// <param name="prefix">Before the headers' names: <c>x-amz-copy-source-</c> for those of the object that is copied.</param>
    public ObjectConditions Conditions(string prefix = "") => new(Header(prefix + "If-Match"), Header(prefix + "If-None-Match"), Date(prefix + "If-Modified-Since"), Date(prefix + "If-Unmodified-Since"));

    private DateTimeOffset? Date(string name) =>
        DateTimeOffset.TryParse(Header(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at : null;
}
