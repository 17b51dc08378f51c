using Berth.Domain.TaskDefinitions;

namespace Berth.Domain.Services;

/// <summary>A revision's containers with the images that its first tasks found. Source: ECS developer guide, container image resolution. Pure.</summary>
public static class PinnedImages
{
    /// <param name="digests">By container name; containers that have none keep their image.</param>
    /// <returns>The same instance when there is nothing to pin.</returns>
    public static TaskDefinitionRecord Pin(TaskDefinitionRecord definition, IReadOnlyDictionary<string, string> digests) => definition.Containers.Any(c => digests.ContainsKey(c.Name))
        ? definition with { Containers = [.. definition.Containers.Select(c => digests.TryGetValue(c.Name, out var digest) ? c with { Image = Pin(c.Image, digest) } : c)] }
        : definition;

    /// <summary><c>web:1</c> becomes <c>web@sha256:…</c>. One that names a digest itself stays as it is.</summary>
    private static string Pin(string image, string digest)
    {
        if (image.Contains('@', StringComparison.Ordinal)) return image;

        // A colon before the last slash is a registry's port.
        var colon = image.LastIndexOf(':');
        return (colon > image.LastIndexOf('/') ? image[..colon] : image) + "@" + digest;
    }
}
