using System.Security.Cryptography;
using System.Text;

namespace Berth.Aws.Services.Ecr.Distribution;

/// <summary>Blobs as files by digest, and uploads under way. A blob appears whole or not at all: it is written beside and renamed.</summary>
public sealed class BlobFiles(string directory) : IDisposable
{
    private const int PieceBytes = 128 * 1024;

    private readonly string blobs = Path.Combine(directory, "blobs", "sha256");
    private readonly string uploads = Path.Combine(directory, "uploads");
    private readonly SemaphoreSlim gate = new(1, 1);

    public static bool IsDigest(string digest) => digest.Length == 71 && digest.StartsWith("sha256:", StringComparison.Ordinal) && digest[7..].All(char.IsAsciiHexDigitLower);

    /// <returns>Null when there is no such blob.</returns>
    public FileInfo? Find(string digest) => IsDigest(digest) && new FileInfo(PathOf(digest)) is { Exists: true } file ? file : null;

    public BlobUpload Begin(BlobUpload upload)
    {
        Directory.CreateDirectory(uploads);
        File.WriteAllBytes(UploadPath(upload), []);
        return upload;
    }

    /// <returns>Bytes here so far; null when the repository has no such upload.</returns>
    public long? Received(BlobUpload upload) => IsUploadId(upload.Id) && new FileInfo(UploadPath(upload)) is { Exists: true } file ? file.Length : null;

    /// <returns>Bytes here after it.</returns>
    public async Task<long> Append(BlobUpload upload, Stream content, CancellationToken cancel)
    {
        await using var file = new FileStream(UploadPath(upload), FileMode.Append, FileAccess.Write, FileShare.None, PieceBytes, FileOptions.Asynchronous);
        await content.CopyToAsync(file, PieceBytes, cancel);
        await file.FlushAsync(cancel);
        return file.Length;
    }

    /// <summary>Held by whoever adds or deletes a layer or an image, and by the sweeps: what is being added is never taken for unused. Dispose the answer to let go.</summary>
    public async Task<IDisposable> Enter(CancellationToken cancel)
    {
        await gate.WaitAsync(cancel);
        return new Held(gate);
    }

    /// <summary>Makes sure that an upload has its digest and is on disk.</summary>
    /// <returns>False when it has another; the upload is gone then.</returns>
    public async Task<bool> Verify(BlobUpload upload, string digest, CancellationToken cancel)
    {
        var path = UploadPath(upload);
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

    /// <summary>Turns a verified upload into a blob. The caller is inside <see cref="Enter"/>.</summary>
    public void Keep(BlobUpload upload, string digest)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(digest))!);
        File.Move(UploadPath(upload), PathOf(digest), overwrite: true);
    }

    public void Cancel(BlobUpload upload)
    {
        if (IsUploadId(upload.Id)) File.Delete(UploadPath(upload));
    }

    /// <summary>Removes blobs that nobody refers to and uploads that nobody goes on with. The caller is inside <see cref="Enter"/>.</summary>
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

    public void Dispose() => gate.Dispose();

    private static bool IsUploadId(string id) => Guid.TryParseExact(id, "D", out _);

    private string PathOf(string digest) => Path.Combine(blobs, digest[7..9], digest[7..]);

    /// <summary>The repository is part of the name: who knows the id of an upload of another repository finds none.</summary>
    private string UploadPath(BlobUpload upload) => Path.Combine(uploads, $"{upload.Id}.{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(upload.Repository)))[..16]}");

    private sealed class Held(SemaphoreSlim gate) : IDisposable
    {
        private SemaphoreSlim? gate = gate;

        public void Dispose() => Interlocked.Exchange(ref gate, null)?.Release();
    }
}

/// <summary>An upload under way.</summary>
/// <param name="Id">A UUID.</param>
public sealed record BlobUpload(string Repository, string Id);
