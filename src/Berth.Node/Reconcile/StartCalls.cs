using Berth.AgentProtocol;
using Berth.Domain.Nodes;
using Berth.Domain.TaskDefinitions;
using Berth.Node.Images;
using Berth.Node.Network;

namespace Berth.Node.Reconcile;

/// <summary>
/// The calls that a task's start makes, images present or not: a token of the registry, secrets, files of variables, each image's manifest and layers, each container's log stream. What several containers need is asked for
/// once; what does not wait for another goes on beside it.
/// </summary>
/// <param name="connection">The task's; its owner disposes it.</param>
/// <param name="credentials">Of the execution role.</param>
internal sealed class StartCalls(NodeParts parts, ITaskConnection connection, NativeCredentials? credentials, CancellationToken stopping) : IDisposable
{
    private readonly CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(stopping);
    private readonly Lock gate = new();
    private readonly Dictionary<(ImageReference Image, string? Login), Task<PulledImage>> images = [];
    private SecretValues? secrets;
    private EnvironmentFiles? files;
    private Task<RegistryAuthorization>? login;

    /// <summary>Nobody needs them any more.</summary>
    public bool IsCancelled => over.IsCancellationRequested;

    /// <summary>What is under way ends beside the caller.</summary>
    public void Cancel() => _ = over.CancelAsync();

    private SecretValues Secrets
    {
        get
        {
            lock (gate) return secrets ??= new(connection, credentials, parts.Berth.Scope.Region, parts.Clock, over.Token);
        }
    }

    private EnvironmentFiles Files
    {
        get
        {
            lock (gate) return files ??= new(connection, credentials, parts.Berth.Scope.Region, parts.Clock, over.Token);
        }
    }

    /// <returns>The container's image and variables, once its log stream is there too.</returns>
    /// <exception cref="StartFailedException">
    /// In ECS's words. When more than one call fails, the secrets' failure is told first, then the files', the token's and the image's, and the stream's last, as on Fargate.
    /// </exception>
    /// <exception cref="FormatException">The image's name makes no sense.</exception>
    public async Task<PreparedContainer> Prepare(NativeContainer container)
    {
        var reference = ImageReference.Parse(container.Image);
        var values = Secrets.Of(container.Secrets);
        var texts = container.EnvironmentFiles.Select(Files.Of).ToList();
        var image = Image(reference, container.CredentialsParameter);
        var stream = container.Log is { } log ? Open(log) : Task.CompletedTask;
        Task[] all = [values, .. texts, image, stream];
        foreach (var call in all) await call;
        return new(await image, EnvironmentText.Merge(container.Environment, (await Task.WhenAll(texts)).Select(EnvironmentText.Parse), await values));
    }

    /// <summary>A container's log with the options filled in that are secrets.</summary>
    /// <exception cref="SecretException">In ECS's words.</exception>
    public async Task<NativeLog> Resolve(NativeLog log)
    {
        foreach (var (name, value) in await Secrets.Of(log.SecretOptions))
        {
            log = name switch
            {
                AwslogsOptions.GroupKey => log with { Group = value },
                AwslogsOptions.MultilinePatternKey => log with { MultilinePattern = value },
                AwslogsOptions.DatetimeFormatKey => log with { DatetimeFormat = value },
                _ => throw new SecretException($"failed to validate logger args: unknown log opt '{name}' for awslogs log driver"),
            };
        }

        return log with { SecretOptions = [] };
    }

    public void Dispose() => over.Dispose();

    private async Task Open(NativeLog log) => await parts.Logs.Open(await Resolve(log), connection.Aws, credentials, over.Token);

    /// <param name="credentialsParameter">A registry's own login comes before ours.</param>
    private Task<PulledImage> Image(ImageReference reference, string? credentialsParameter)
    {
        var values = credentialsParameter is null ? null : Secrets;
        lock (gate)
        {
            if (images.TryGetValue((reference, credentialsParameter), out var begun)) return begun;
            if (values is not null) return images[(reference, credentialsParameter)] = Pull(reference, Private(values, credentialsParameter!));
            if (parts.Login.IsOurs(reference)) login ??= parts.Login.Ask(connection, credentials, over.Token);
            return images[(reference, null)] = Pull(reference, parts.Login.IsOurs(reference) ? login : null);
        }
    }

    private static async Task<RegistryAuthorization> Private(SecretValues values, string credentialsParameter) => new(null, await values.Login(credentialsParameter));

    private async Task<PulledImage> Pull(ImageReference reference, Task<RegistryAuthorization>? authorization) =>
        await parts.Images.Pull(reference, authorization is null ? null : await authorization, connection.Handler, over.Token);
}
