using Berth.Domain.TaskDefinitions;

namespace Berth.Contracts.Services;

/// <summary>What the tags of images mean now.</summary>
public interface IImageDigests
{
    /// <summary>Digests of a definition's images by container name. An image that is not in the account's own registry, or not there, is left out, as is one whose name means nothing.</summary>
    Task<IReadOnlyDictionary<string, string>> Resolve(TaskDefinitionRecord definition, CancellationToken cancel);
}
