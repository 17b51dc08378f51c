using System.Text.Json;
using System.Text.Json.Serialization;
using Berth.AgentProtocol;

namespace Berth.Node.Images;

/// <summary>The parts of OCI documents that a pull reads.</summary>
internal static class JsonForms
{
    /// <exception cref="PullException">It is no such document, or lacks what such a document must have.</exception>
    public static T Read<T>(byte[] json, ImageReference reference)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, WholeJson.Options) ?? throw new JsonException("It is empty.");
        }
        catch (JsonException malformed)
        {
            throw new PullException($"ref pull has been retried 1 time(s): failed to read {reference}: {malformed.Message}", malformed);
        }
    }
}

internal sealed record DescriptorJson(string MediaType, string Digest, long Size);

internal sealed record ManifestJson(DescriptorJson? Config, IReadOnlyList<DescriptorJson>? Layers);

internal sealed record IndexJson(IReadOnlyList<IndexEntryJson>? Manifests);

internal sealed record IndexEntryJson(string Digest, PlatformJson? Platform);

internal sealed record PlatformJson(string Os, string Architecture);

internal sealed record ConfigJson(RunConfigJson? Config, RootfsJson? Rootfs);

internal sealed record RootfsJson([property: JsonPropertyName("diff_ids")] IReadOnlyList<string> DiffIds);

internal sealed record RunConfigJson(
    IReadOnlyList<string>? Entrypoint, IReadOnlyList<string>? Cmd, IReadOnlyList<string>? Env, string? WorkingDir, string? User, string? StopSignal, IReadOnlyDictionary<string, JsonElement>? Volumes = null);
