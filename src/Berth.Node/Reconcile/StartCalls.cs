using Berth.AgentProtocol;
using Berth.Node.Images;
using Berth.Node.Network;

namespace Berth.Node.Reconcile;

/// <summary>
/// The calls that a task's start makes, images present or not: a token of the registry, each image's manifest and layers, each container's log stream. What several containers need is asked for
/// once; what does not wait for another goes on beside it.
/// </summary>
/// <param name="connection">The task's; its owner disposes it.</param>
/// <param name="credentials">Of the execution role.</param>
internal sealed class StartCalls(NodeParts parts, ITaskConnection connection, NativeCredentials? credentials, CancellationToken stopping) : IDisposable
{
    private readonly CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(stopping);
    private readonly Lock gate = new();
    private readonly Dictionary<ImageReference, Task<PulledImage>> images = [];
    private Task<RegistryAuthorization>? login;

    /// <summary>Nobody needs them any more.</summary>
    public bool IsCancelled => over.IsCancellationRequested;

    /// <summary>What is under way ends beside the caller.</summary>
    public void Cancel() => _ = over.CancelAsync();

    /// <returns>The container's image, once its log stream is there too.</returns>
    /// <exception cref="StartFailedException">In ECS's words. When more than one call fails, the token's failure is told before the image's, and that before the stream's, as on Fargate.</exception>
    /// <exception cref="FormatException">The image's name makes no sense.</exception>
    public async Task<PulledImage> Prepare(NativeContainer container)
    {
        var reference = ImageReference.Parse(container.Image);
        var image = Image(reference);
        var stream = container.Log is { } log ? parts.Logs.Open(log, connection.Aws, credentials, over.Token) : Task.CompletedTask;
        var pulled = await image;
        await stream;
        return pulled;
    }

    public void Dispose() => over.Dispose();

    private Task<PulledImage> Image(ImageReference reference)
    {
        lock (gate)
        {
            if (images.TryGetValue(reference, out var begun)) return begun;
            if (parts.Login.IsOurs(reference)) login ??= parts.Login.Ask(connection, credentials, over.Token);
            return images[reference] = Pull(reference, parts.Login.IsOurs(reference) ? login : null);
        }
    }

    private async Task<PulledImage> Pull(ImageReference reference, Task<RegistryAuthorization>? authorization) =>
        await parts.Images.Pull(reference, authorization is null ? null : await authorization, connection.Handler, over.Token);
}
