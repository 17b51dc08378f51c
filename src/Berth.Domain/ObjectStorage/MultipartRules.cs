using System.Globalization;
using System.Security.Cryptography;

namespace Berth.Domain.ObjectStorage;

/// <summary>A part as CompleteMultipartUpload names it.</summary>
/// <param name="ETag">Without quotes.</param>
/// <param name="Checksum">Base64; null when the request gives none.</param>
public sealed record NamedPart(int Number, string ETag, string? Checksum);

/// <summary>Whether an upload can be completed of the parts that a request names.</summary>
public abstract record CompletionVerdict
{
    /// <param name="Parts">Those that become the object, in order.</param>
    public sealed record Complete(IReadOnlyList<PartRecord> Parts, string ETag, long Size) : CompletionVerdict;

    /// <summary>No part is named.</summary>
    public sealed record Empty : CompletionVerdict;

    /// <summary>Numbers do not rise.</summary>
    public sealed record WrongOrder : CompletionVerdict;

    /// <summary>The part was never uploaded, or is another than the request says.</summary>
    public sealed record WrongPart(NamedPart Part) : CompletionVerdict;

    /// <summary>Every part but the last has a least size.</summary>
    public sealed record TooSmall(PartRecord Part) : CompletionVerdict;

    /// <summary>All parts together are more than an object may be.</summary>
    public sealed record TooLarge(long Size) : CompletionVerdict;
}

/// <summary>Chooses the pieces of an object of parts. Pure. Source: Amazon S3 user guide, multipart upload limits.</summary>
public static class MultipartRules
{
    public const int PartsMax = 10_000;

    /// <summary>Of every part but the last, in bytes.</summary>
    public const long PartBytesMin = 5L << 20;

    /// <summary>Of a part, and of an object put at once.</summary>
    public const long PutBytesMax = 5L << 30;

    /// <summary>50,000 GB: ten thousand parts of 5 GiB are what S3 takes since 2025.</summary>
    public const long ObjectBytesMax = PutBytesMax * PartsMax;

    public static bool IsPartNumber(int number) => number is >= 1 and <= PartsMax;

    /// <param name="stored">What was uploaded.</param>
    public static CompletionVerdict Judge(IReadOnlyList<NamedPart> named, IReadOnlyList<PartRecord> stored)
    {
        if (named.Count == 0) return new CompletionVerdict.Empty();
        if (named.Zip(named.Skip(1)).Any(pair => pair.First.Number >= pair.Second.Number)) return new CompletionVerdict.WrongOrder();
        var byNumber = stored.ToDictionary(p => p.Number);
        var parts = new List<PartRecord>(named.Count);
        foreach (var name in named)
        {
            if (!byNumber.TryGetValue(name.Number, out var part) || part.ETag != name.ETag || (name.Checksum is not null && part.Checksum?.Value != name.Checksum)) return new CompletionVerdict.WrongPart(name);
            parts.Add(part);
        }

        if (parts.SkipLast(1).FirstOrDefault(p => p.Size < PartBytesMin) is { } small) return new CompletionVerdict.TooSmall(small);
        var size = parts.Sum(p => p.Size);
        return size > ObjectBytesMax ? new CompletionVerdict.TooLarge(size) : new CompletionVerdict.Complete(parts, ETagOf(parts), size);
    }

    /// <summary>MD5 of the parts' MD5s, and how many there are.</summary>
    public static string ETagOf(IReadOnlyList<PartRecord> parts)
    {
#pragma warning disable CA5351 // S3's entity tags are MD5; they name, and protect nothing.
        var sum = MD5.HashData(Joined(parts, p => Convert.FromHexString(p.ETag)));
#pragma warning restore CA5351
        return $"{Convert.ToHexStringLower(sum)}-{parts.Count.ToString(CultureInfo.InvariantCulture)}";
    }

    /// <summary>One value of each part, end to end: what entity tags and composite checksums are taken of.</summary>
    public static byte[] Joined(IReadOnlyList<PartRecord> parts, Func<PartRecord, byte[]> of) => [.. parts.SelectMany(of)];
}
