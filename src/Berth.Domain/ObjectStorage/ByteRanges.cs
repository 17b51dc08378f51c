using System.Globalization;

namespace Berth.Domain.ObjectStorage;

/// <summary>What a Range header comes to.</summary>
public abstract record ByteRange
{
    /// <summary>The header is absent, makes no sense, or asks for several ranges at once: S3 sends everything then.</summary>
    public sealed record Whole : ByteRange;

    /// <param name="First">From 0.</param>
    /// <param name="Last">Inclusive.</param>
    public sealed record Part(long First, long Last) : ByteRange
    {
        public long Length => Last - First + 1;
    }

    public sealed record Unsatisfiable : ByteRange;
}

/// <summary>Reads Range headers. Pure. Source: RFC 9110 §14; Amazon S3 API, GetObject.</summary>
public static class ByteRanges
{
    /// <param name="header">Samples: <c>bytes=0-99</c>, <c>bytes=100-</c>, <c>bytes=-5</c>.</param>
    /// <param name="size">Of the object, in bytes.</param>
    public static ByteRange Read(string? header, long size)
    {
        const string Unit = "bytes=";
        if (header is null || !header.StartsWith(Unit, StringComparison.OrdinalIgnoreCase) || header.Contains(',', StringComparison.Ordinal)) return new ByteRange.Whole();
        var ends = header[Unit.Length..].Trim().Split('-');
        if (ends.Length != 2) return new ByteRange.Whole();
        if (ends[0].Length == 0)
        {
            if (!IsNumber(ends[1], out var suffix)) return new ByteRange.Whole();
            return suffix == 0 || size == 0 ? new ByteRange.Unsatisfiable() : new ByteRange.Part(Math.Max(0, size - suffix), size - 1);
        }

        if (!IsNumber(ends[0], out var first)) return new ByteRange.Whole();
        var last = long.MaxValue;
        if (ends[1].Length > 0 && (!IsNumber(ends[1], out last) || last < first)) return new ByteRange.Whole();
        return first >= size ? new ByteRange.Unsatisfiable() : new ByteRange.Part(first, Math.Min(last, size - 1));
    }

    private static bool IsNumber(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
