namespace Berth.Aws.Services.Ecr.Distribution;

/// <summary>What a path below /v2/ means. Repository names may hold slashes, so it is read from its end.</summary>
/// <param name="Kind">root, blob, uploads, upload, manifest, tags.</param>
/// <param name="Reference">Digest, tag or upload id.</param>
internal sealed record RegistryRoute(string Kind, string Repository, string Reference)
{
    /// <returns>Null for a path that means nothing.</returns>
    public static RegistryRoute? Parse(string path)
    {
        if (path != "/v2" && !path.StartsWith("/v2/", StringComparison.Ordinal)) return null;
        var rest = path["/v2".Length..].Trim('/');
        if (rest.Length == 0) return new("root", "", "");
        if (rest.EndsWith("/tags/list", StringComparison.Ordinal)) return new("tags", rest[..^"/tags/list".Length], "");
        if (rest.EndsWith("/blobs/uploads", StringComparison.Ordinal)) return new("uploads", rest[..^"/blobs/uploads".Length], "");
        return Split(rest, "/blobs/uploads/", "upload") ?? Split(rest, "/blobs/", "blob") ?? Split(rest, "/manifests/", "manifest");
    }

    private static RegistryRoute? Split(string rest, string separator, string kind)
    {
        var mark = rest.LastIndexOf(separator, StringComparison.Ordinal);
        return mark <= 0 ? null : new(kind, rest[..mark], rest[(mark + separator.Length)..]);
    }
}
