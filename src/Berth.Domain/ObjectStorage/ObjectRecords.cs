namespace Berth.Domain.ObjectStorage;

/// <summary>A bucket. Row kind <c>s3-bucket</c>, id its name.</summary>
public sealed record BucketRecord
{
    public required string Name { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The bucket's policy as it was given, JSON; null for none.</summary>
    public string? Policy { get; init; }
}

/// <summary>An object. Row kind <c>s3-object</c>, id <c>BUCKET/KEY</c>. Its bytes are one file, or the parts of the upload that made it.</summary>
public sealed record ObjectRecord
{
    public required string Bucket { get; init; }
    public required string Key { get; init; }

    /// <summary>Random name of the file with the bytes; null for an object made of parts.</summary>
    public string? FileId { get; init; }

    /// <summary>The upload whose part rows are the object's pieces, in order; null for an object of one file.</summary>
    public string? UploadId { get; init; }

    /// <summary>In bytes.</summary>
    public required long Size { get; init; }

    /// <summary>Without quotes: the MD5 in hexadecimal, or that of the parts' MD5s with <c>-COUNT</c>.</summary>
    public required string ETag { get; init; }

    /// <summary>In whole seconds, as HTTP states it.</summary>
    public required DateTimeOffset LastModified { get; init; }
    public ObjectChecksum? Checksum { get; init; }
    public ObjectHeaders Headers { get; init; } = ObjectHeaders.None;
}

/// <summary>What a client gave with an object, and gets back with it.</summary>
public sealed record ObjectHeaders
{
    public static readonly ObjectHeaders None = new();

    /// <summary>Names as HTTP has them, of Content-Type, Cache-Control, Content-Disposition, Content-Encoding, Content-Language and Expires.</summary>
    public IReadOnlyDictionary<string, string> Standard { get; init; } = new Dictionary<string, string>();

    /// <summary>What follows <c>x-amz-meta-</c>, in lower case.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();
}

/// <param name="Algorithm">CRC32, CRC32C, CRC64NVME, SHA1 or SHA256.</param>
/// <param name="Value">Base64; of an object of parts with <c>-COUNT</c>.</param>
/// <param name="Type">FULL_OBJECT, or COMPOSITE: the checksum of the parts' checksums.</param>
public sealed record ObjectChecksum(string Algorithm, string Value, string Type);

/// <summary>A multipart upload under way. Row kind <c>s3-upload</c>, id <c>BUCKET/UPLOADID</c>.</summary>
public sealed record UploadRecord
{
    public required string UploadId { get; init; }
    public required string Bucket { get; init; }
    public required string Key { get; init; }
    public required DateTimeOffset InitiatedAt { get; init; }

    /// <summary>Who began it.</summary>
    public required string InitiatorArn { get; init; }

    /// <summary>Of each part's checksum; null when none was asked for.</summary>
    public string? ChecksumAlgorithm { get; init; }
    public ObjectHeaders Headers { get; init; } = ObjectHeaders.None;
}

/// <summary>A part of an upload under way, or a piece of the object that it became. Row kind <c>s3-part</c>, id <c>UPLOADID/NNNNN</c>.</summary>
/// <param name="Number">1 to 10,000.</param>
/// <param name="ETag">MD5 in hexadecimal.</param>
public sealed record PartRecord(int Number, string FileId, long Size, string ETag, DateTimeOffset LastModified, ObjectChecksum? Checksum);
