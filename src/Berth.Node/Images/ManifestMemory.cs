namespace Berth.Node.Images;

/// <summary>Manifests by digest, which is what they are: a registry that names a digest need not send what it stands for again. The oldest are forgotten first.</summary>
internal sealed class ManifestMemory
{
    private const long BytesMax = 16 << 20;

    private readonly Lock gate = new();
    private readonly Dictionary<string, (byte[] Bytes, string MediaType)> manifests = new(StringComparer.Ordinal);
    private readonly Queue<string> order = new();
    private long held;

    public (byte[] Bytes, string Digest, string MediaType)? Find(string digest)
    {
        lock (gate) return manifests.TryGetValue(digest, out var known) ? (known.Bytes, digest, known.MediaType) : null;
    }

    /// <param name="digest">Of these very bytes: whoever keeps them has made sure.</param>
    public void Keep(string digest, byte[] bytes, string mediaType)
    {
        lock (gate)
        {
            if (!manifests.TryAdd(digest, (bytes, mediaType))) return;
            order.Enqueue(digest);
            for (held += bytes.Length; held > BytesMax && order.TryDequeue(out var oldest);)
                if (manifests.Remove(oldest, out var gone)) held -= gone.Bytes.Length;
        }
    }
}
