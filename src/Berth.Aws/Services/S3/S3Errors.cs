using System.Globalization;
using Berth.Aws.Signing;

namespace Berth.Aws.Services.S3;

/// <summary>S3's errors. Their details are further elements of the answer. Source: Amazon S3 API reference, error responses.</summary>
internal static class S3Errors
{
    public static AwsException AccessDenied() => new("AccessDenied", "Access Denied", 403);

    public static AwsException NoSuchBucket(string bucket) => Of("NoSuchBucket", "The specified bucket does not exist", 404, ("BucketName", bucket));

    public static AwsException NoSuchKey(string key) => Of("NoSuchKey", "The specified key does not exist.", 404, ("Key", key));

    public static AwsException NoSuchUpload(string uploadId) =>
        Of("NoSuchUpload", "The specified multipart upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.", 404, ("UploadId", uploadId));

    public static AwsException NoSuchBucketPolicy(string bucket) => Of("NoSuchBucketPolicy", "The bucket policy does not exist", 404, ("BucketName", bucket));

    public static AwsException InvalidBucketName(string bucket) => Of("InvalidBucketName", "The specified bucket is not valid.", 400, ("BucketName", bucket));

    public static AwsException BucketAlreadyOwnedByYou(string bucket) =>
        Of("BucketAlreadyOwnedByYou", "Your previous request to create the named bucket succeeded and you already own it.", 409, ("BucketName", bucket));

    public static AwsException BucketAlreadyExists(string bucket) => Of(
        "BucketAlreadyExists", "The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.", 409, ("BucketName", bucket));

    public static AwsException BucketNotEmpty(string bucket) => Of("BucketNotEmpty", "The bucket you tried to delete is not empty", 409, ("BucketName", bucket));

    public static AwsException TooManyBuckets() => new("TooManyBuckets", "You have attempted to create more buckets than allowed");

    public static AwsException IllegalLocation(string? constraint) => constraint is null
        ? new("IllegalLocationConstraintException", "The unspecified location constraint is incompatible for the region specific endpoint this request was sent to.")
        : new("IllegalLocationConstraintException", $"The {constraint} location constraint is incompatible for the region specific endpoint this request was sent to.");

    public static AwsException InvalidLocation(string constraint) => Of("InvalidLocationConstraint", "The specified location-constraint is not valid", 400, ("LocationConstraint", constraint));

    public static AwsException MalformedXml() => new("MalformedXML", "The XML you provided was not well-formed or did not validate against our published schema");

    public static AwsException MalformedPolicy(string message) => new("MalformedPolicy", message);

    public static AwsException InvalidUri(string target) => Of("InvalidURI", "Couldn't parse the specified URI.", 400, ("URI", target));

    public static AwsException KeyTooLong(int bytes, int bytesMax) => Of("KeyTooLongError", "Your key is too long", 400, ("Size", Text(bytes)), ("MaxSizeAllowed", Text(bytesMax)));

    public static AwsException MetadataTooLarge(int bytes, int bytesMax) =>
        Of("MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size", 400, ("Size", Text(bytes)), ("MaxSizeAllowed", Text(bytesMax)));

    public static AwsException InvalidArgument(string message, string name, string? value) => Of("InvalidArgument", message, 400, ("ArgumentName", name), ("ArgumentValue", value ?? ""));

    public static AwsException InvalidRequest(string message) => new("InvalidRequest", message);

    public static AwsException InvalidPart(string uploadId, int number, string eTag) => Of(
        "InvalidPart", "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.", 400,
        ("UploadId", uploadId), ("PartNumber", Text(number)), ("ETag", eTag));

    public static AwsException InvalidPartOrder(string uploadId) =>
        Of("InvalidPartOrder", "The list of parts was not in ascending order. Parts must be ordered by part number.", 400, ("UploadId", uploadId));

    public static AwsException EntityTooSmall(int number, string eTag, long size, long sizeMin) => Of(
        "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size", 400,
        ("ProposedSize", Text(size)), ("MinSizeAllowed", Text(sizeMin)), ("PartNumber", Text(number)), ("ETag", eTag));

    public static AwsException EntityTooLarge(long size, long sizeMax) =>
        Of("EntityTooLarge", "Your proposed upload exceeds the maximum allowed size", 400, ("ProposedSize", Text(size)), ("MaxSizeAllowed", Text(sizeMax)));

    public static AwsException DocumentTooLarge(int bytesMax) => Of("MaxMessageLengthExceeded", "Your request was too big.", 400, ("MaxMessageLengthBytes", Text(bytesMax)));

    public static AwsException InvalidRange(string range, long size) =>
        Of("InvalidRange", "The requested range is not satisfiable", 416, ("RangeRequested", range), ("ActualObjectSize", Text(size)));

    /// <param name="condition">The header that does not hold.</param>
    public static AwsException PreconditionFailed(string condition) => Of("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", 412, ("Condition", condition));

    public static AwsException BadDigest(string message) => new("BadDigest", message);

    public static AwsException InvalidDigest() => new("InvalidDigest", "The Content-MD5 you specified was invalid.");

    public static AwsException ContentSha256Mismatch(string announced, string computed) => Of(
        "XAmzContentSHA256Mismatch", "The provided 'x-amz-content-sha256' header does not match what was computed.", 400,
        ("ClientComputedContentSHA256", announced), ("S3ComputedContentSHA256", computed));

    public static AwsException IncompleteBody() => new("IncompleteBody", "The request body terminated unexpectedly");

    public static AwsException MalformedTrailer() => new("MalformedTrailerError", "The request contained trailing data that was not well-formed or did not conform to our published schema.");

    public static AwsException MissingContentLength() => new("MissingContentLength", "You must provide the Content-Length HTTP header.", 411);

    public static AwsException MethodNotAllowed(string method) => Of("MethodNotAllowed", "The specified method is not allowed against this resource.", 405, ("Method", method));

    public static AwsException AclsNotSupported() => new("AccessControlListNotSupported", "The bucket does not allow ACLs");

    /// <param name="what">The operation, or what a header asks for.</param>
    /// <param name="header">Null when it is no header's doing.</param>
    public static AwsException NotImplemented(string what, string? header = null)
    {
        var message = $"A header you provided implies functionality that is not implemented: {what}. See SCOPE.md for what Berth does of S3.";
        return header is null ? new("NotImplemented", message, 501) : Of("NotImplemented", message, 501, ("Header", header));
    }

    public static AwsException SignatureDoesNotMatch() =>
        new("SignatureDoesNotMatch", "The request signature we calculated does not match the signature you provided. Check your key and signing method.", 403);

    /// <param name="presigned">Whether the signature stands in the query.</param>
    public static AwsException From(SignatureException refusal, bool presigned) => refusal.Fault switch
    {
        SignatureFault.Missing => AccessDenied(),
        SignatureFault.Incomplete => presigned ? new("AuthorizationQueryParametersError", refusal.Message) : new("AuthorizationHeaderMalformed", "The authorization header is malformed; " + refusal.Message),
        SignatureFault.UnknownKey => new("InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.", 403),
        SignatureFault.WrongToken => new("InvalidToken", "The provided token is malformed or otherwise invalid."),
        SignatureFault.ExpiredToken => new("ExpiredToken", "The provided token has expired."),
        SignatureFault.Expired => presigned ? new("AccessDenied", "Request has expired", 403) : new("RequestTimeTooSkewed", "The difference between the request time and the current time is too large.", 403),
        SignatureFault.Mismatch => refusal.Message.Contains("not signed", StringComparison.Ordinal) ? new("AccessDenied", refusal.Message, 403) : SignatureDoesNotMatch(),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal.Fault, "A fault with no S3 error is a bug."),
    };

    private static AwsException Of(string code, string message, int status, params (string Name, string Value)[] details) =>
        new(code, message, status) { Details = details.ToDictionary(d => d.Name, IReadOnlyList<string> (d) => [d.Value]) };

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
