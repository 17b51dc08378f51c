namespace Berth.Node.Images;

/// <summary>Brings images to this node and says what is in them.</summary>
public interface IImageStore
{
    /// <summary>Resolves the reference at its registry, every time, and moves only the bytes that are not here yet.</summary>
    /// <param name="connections">Those of the task that the image is for: whether the registry and its layers can be reached is found out every time, bytes here or not.</param>
    /// <exception cref="PullException">In the words that ECS shows as a CannotPullContainerError.</exception>
    Task<PulledImage> Pull(ImageReference reference, RegistryAuthorization? authorization, HttpMessageHandler connections, CancellationToken cancel);
}

/// <summary>The images that lie on this node.</summary>
internal interface IStoredImages
{
    Task<IReadOnlyList<string>> List(CancellationToken cancel);

    /// <summary>Deletes an image, and of its layers those that no other image and no container needs. Nothing happens when it is gone.</summary>
    Task Delete(string name, CancellationToken cancel);
}

/// <summary>How to log in to a registry. Never printed.</summary>
/// <param name="Endpoint">Where the registry answers, when that is not at the name in the reference: our own, whose references have a local form too.</param>
public sealed record RegistryAuthorization(Uri? Endpoint, string? BasicToken)
{
    public override string ToString() => $"RegistryAuthorization {{ {Endpoint} }}";
}

/// <summary>An image that is unpacked on this node.</summary>
/// <param name="ManifestDigest">sha256:… of what the tag named: ECS's imageDigest.</param>
/// <param name="ChainId">Of the topmost snapshot; "" for an image with no layer.</param>
public sealed record PulledImage(ImageReference Reference, string ManifestDigest, string ChainId, ImageConfig Config);

/// <summary>The parts of an OCI image configuration that a container inherits.</summary>
public sealed record ImageConfig
{
    public IReadOnlyList<string> EntryPoint { get; init; } = [];
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>NAME=value.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];
    public string WorkingDirectory { get; init; } = "";
    public string User { get; init; } = "";
    public string? StopSignal { get; init; }

    /// <summary>Paths that the image declares as VOLUME.</summary>
    public IReadOnlyList<string> Volumes { get; init; } = [];
}

/// <summary>A pull failed for good.</summary>
/// <param name="message">What follows "CannotPullContainerError: ", such as <c>pull image manifest has been retried 1 time(s): failed to resolve ref …: not found</c>.</param>
public sealed class PullException(string message, Exception? cause = null) : StartFailedException("CannotPullContainerError", message, cause);
