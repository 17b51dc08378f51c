using System.Security.Cryptography;
using System.Text;
using Berth.Node.Images;

namespace Berth.Node.Simulation;

/// <summary>
/// Images that are asked for and not moved. One of our own registry must be there: its manifest and configuration are read as a real pull reads them, so that refusals have their
/// true words. One of any other registry is taken for present without a word on the network; its digest is its name's, unless the reference pins one.
/// </summary>
internal sealed class SimulatedImageStore(SimulationOptions options, TimeProvider clock) : IImageStore
{
    /// <summary>Our own registry answers at once, or the server is on its way out.</summary>
    private static readonly TimeSpan PullTimeout = TimeSpan.FromSeconds(30);

    /// <summary>What a foreign image would run is not known; nothing runs it.</summary>
    private static readonly ImageConfig Unknown = new() { Command = ["simulated"] };

    private readonly ManifestMemory manifests = new();

    public async Task<PulledImage> Pull(ImageReference reference, RegistryAuthorization? authorization, HttpMessageHandler connections, CancellationToken cancel)
    {
        if (options.PullTakes > TimeSpan.Zero) await Task.Delay(options.PullTakes, clock, cancel);
        if (authorization is null) return new(reference, reference.Digest ?? DigestOf(reference), "", Unknown);

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        deadline.CancelAfter(PullTimeout);
        using var registry = new RegistryClient(reference, authorization, connections, manifests, clock);
        try
        {
            var image = await RegistryImage.Resolve(reference, registry, deadline.Token);
            using var config = new MemoryStream();
            await using (var blob = await registry.Blob(image.Manifest.Config!.Digest, 0, deadline.Token)) await blob.CopyToAsync(config, deadline.Token);
            return image.Pulled(reference, JsonForms.Read<ConfigJson>(config.ToArray(), reference));
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException)
        {
            throw new PullException($"ref pull has been retried 0 time(s): failed to copy: httpReadSeeker: failed open: {failure.Message}", failure);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new PullException($"pull image manifest has been retried 7 time(s): failed to resolve ref {reference}: context deadline exceeded");
        }
    }

    private static string DigestOf(ImageReference reference) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(reference.ToString())));
}
