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

    /// <summary>Turns an upload into a blob.</summary>
    /// <returns>False when the bytes do not have this digest; the upload is gone then.</returns>
    public async Task<bool> Finish(string id, string digest, CancellationToken cancel)
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

        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(digest))!);
        File.Move(path, PathOf(digest), overwrite: true);
        return true;
    }

    public void Cancel(string id)
    {
        if (IsUploadId(id)) File.Delete(UploadPath(id));
    }

    /// <summary>Removes blobs that nobody refers to and uploads that nobody goes on with. Call before the first push can arrive.</summary>
    /// <param name="referred">Digests in use.</param>
    public void Sweep(IReadOnlySet<string> referred)
    {
        if (Directory.Exists(uploads)) Directory.Delete(uploads, recursive: true);
        if (!Directory.Exists(blobs)) return;
        foreach (var file in Directory.EnumerateFiles(blobs, "*", SearchOption.AllDirectories))
            if (!referred.Contains("sha256:" + Path.GetFileName(file))) File.Delete(file);
    }

    private static bool IsUploadId(string id) => Guid.TryParseExact(id, "D", out _);

    private string PathOf(string digest) => Path.Combine(blobs, digest[7..9], digest[7..]);

    private string UploadPath(string id) => Path.Combine(uploads, id);
}
