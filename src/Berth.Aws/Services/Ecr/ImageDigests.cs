using Berth.Contracts.Services;
using Berth.Domain.Kernel;
using Berth.Domain.TaskDefinitions;
using Berth.Storage;

namespace Berth.Aws.Services.Ecr;

/// <summary>What images of this registry mean now, by whatever name: AWS's or a local one. Of an index it is the index's digest, as ECS has it.</summary>
internal sealed class ImageDigests(IStore store, BerthInstance berth) : IImageDigests
{
    private const string DefaultTag = "latest";

    private readonly ImageRows rows = new(store, berth.Scope);

    public async Task<IReadOnlyDictionary<string, string>> Resolve(TaskDefinitionRecord definition, CancellationToken cancel)
    {
        var digests = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var container in definition.Containers)
            if (InOurs(container.Image) is var (repository, reference) && await rows.Find(repository, reference, cancel) is { } image) digests[container.Name] = image.Digest;
        return digests;
    }

    /// <returns>Repository, and tag or digest; null when it is another registry's, or no name of an image.</returns>
    private (string Repository, string Reference)? InOurs(string image)
    {
        string[] registries = [EcrNames.RegistryHost(berth.Scope), $"localhost:{berth.Port}", $"127.0.0.1:{berth.Port}"];
        if (registries.FirstOrDefault(r => image.StartsWith(r + "/", StringComparison.Ordinal)) is not { } registry) return null;
        var rest = image[(registry.Length + 1)..];

        // Who names a digest means that, whatever tag stands before it.
        var (named, digest) = rest.IndexOf('@', StringComparison.Ordinal) is var at and >= 0 ? (rest[..at], rest[(at + 1)..]) : (rest, null);
        var (repository, tag) = named.IndexOf(':', StringComparison.Ordinal) is var colon and >= 0 ? (named[..colon], named[(colon + 1)..]) : (named, DefaultTag);
        var reference = digest ?? tag;
        return repository.Length == 0 || reference.Length == 0 || (digest is null && tag.Contains(':', StringComparison.Ordinal)) ? null : (repository, reference);
    }
}
