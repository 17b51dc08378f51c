using System.Security.Cryptography;

namespace Berth.Aws.Services.Ecr.Distribution;

/// <summary>Blobs as files by digest, and uploads under way. A blob appears whole or not at all: it is written beside and renamed.</summary>
public sealed class BlobFiles(string directory)
{
    private const int PieceBytes = 128 * 1024;

    private readonly string blobs = Path.Combine(directory, "blobs", "sha256");
    private readonly string uploads = Path.Combine(directory, "uploads");

    public static bool IsDigest(string digest) => digest.Length == 71 && digest.StartsWith("sha256:", StringComparison.Ordinal) && digest[7..].All(char.IsAsciiHexDigitLower);

    /// <returns>Null when there is no such blob.</returns>
    public FileInfo? Find(string digest) => IsDigest(digest) && new FileInfo(PathOf(digest)) is { Exists: true } file ? file : null;

    public string Begin(string id)
    {
        Directory.CreateDirectory(uploads);
        File.WriteAllBytes(UploadPath(id), []);
        return id;
    }

    /// <returns>Bytes here so far; null when there is no such upload.</returns>
    public long? Received(string id) => IsUploadId(id) && new FileInfo(UploadPath(id)) is { Exists: true } file ? file.Length : null;

    /// <returns>Bytes here after it.</returns>
    public async Task<long> Append(string id, Stream content, CancellationToken cancel)
    {
        await using var file = new FileStream(UploadPath(id), FileMode.Append, FileAccess.Write, FileShare.None, PieceBytes, FileOptions.Asynchronous);
        await content.CopyToAsync(file, PieceBytes, cancel);
        await file.FlushAsync(cancel);
        return file.Length;
    }

    /// <summary>Taken by whoever adds a blob, a layer or an image, and by the sweep: what is being added is never taken for unused.</summary>
    public SemaphoreSlim Gate { get; } = new(1, 1);

    /// <summary>Makes sure that an upload has its digest and is on disk.</summary>
    /// <returns>False when it has another; the upload is gone then.</returns>
    public async Task<bool> Verify(string id, string digest, CancellationToken cancel)
    {
        var path = UploadPath(id);
        string actual;
        await using (var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, PieceBytes, FileOptions.Asynchronous | FileOptions.SequentialScan))
        {
            actual = "sha256:" + Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancel));
            file.Flush(flushToDisk: true);
        }

        if (actual != digest)
        {
            File.Delete(path);
            return false;
        }

        return true;
    }

    /// <summary>Turns a verified upload into a blob.</summary>
    public void Keep(string id, string digest)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(digest))!);
        File.Move(UploadPath(id), PathOf(digest), overwrite: true);
    }

    public void Cancel(string id)
    {
        if (IsUploadId(id)) File.Delete(UploadPath(id));
    }

    /// <summary>Removes blobs that nobody refers to and uploads that nobody goes on with. The caller holds <see cref="Gate"/>.</summary>
    /// <param name="referred">Digests in use.</param>
    /// <param name="idleSince">Uploads that got nothing since then are given up.</param>
    public void Sweep(IReadOnlySet<string> referred, DateTimeOffset idleSince)
    {
        if (Directory.Exists(uploads))
            foreach (var file in Directory.EnumerateFiles(uploads).Where(f => File.GetLastWriteTimeUtc(f) < idleSince.UtcDateTime)) File.Delete(file);
        if (!Directory.Exists(blobs)) return;
        foreach (var file in Directory.EnumerateFiles(blobs, "*", SearchOption.AllDirectories))
            if (!referred.Contains("sha256:" + Path.GetFileName(file))) File.Delete(file);
    }

    private static bool IsUploadId(string id) => Guid.TryParseExact(id, "D", out _);

    private string PathOf(string digest) => Path.Combine(blobs, digest[7..9], digest[7..]);

    private string UploadPath(string id) => Path.Combine(uploads, id);
}
