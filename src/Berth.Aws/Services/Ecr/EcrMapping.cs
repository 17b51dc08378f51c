using System.Text;
using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecr.Wire;
using Berth.Domain.Access;
using Berth.Domain.Registry;

namespace Berth.Aws.Services.Ecr;

internal static class EcrMapping
{
    public static RepositoryShape ToWire(RepositoryRecord repository, Caller caller) => new()
    {
        RepositoryArn = repository.Arn,
        RegistryId = caller.Scope.AccountId,
        RepositoryName = repository.Name,
        RepositoryUri = $"{RegistryHost(caller)}/{repository.Name}",
        CreatedAt = repository.CreatedAt,
        ImageTagMutability = TagMutability.Of(repository).Name,
        ImageTagMutabilityExclusionFilters = Filters(repository.TagExclusions),
        ImageScanningConfiguration = new() { ScanOnPush = false },
        EncryptionConfiguration = new() { EncryptionType = "AES256" },
    };

    public static ImageDetailShape ToWire(StoredImage image, string repository, Caller caller) => new()
    {
        RegistryId = caller.Scope.AccountId,
        RepositoryName = repository,
        ImageDigest = image.Record.Digest,
        ImageTags = image.Tags.Count == 0 ? null : image.Tags,
        ImageSizeInBytes = image.Record.Size,
        ImagePushedAt = image.Record.PushedAt,
        ImageManifestMediaType = image.Record.MediaType,
        ArtifactMediaType = image.Record.ArtifactMediaType,
        ImageStatus = "ACTIVE",
    };

    public static ImageShape ToWire(StoredImage image, ImageIdentifierShape asked, string repository, Caller caller) => new()
    {
        RegistryId = caller.Scope.AccountId,
        RepositoryName = repository,
        ImageId = new() { ImageDigest = image.Record.Digest, ImageTag = asked.ImageTag },
        ImageManifest = Encoding.UTF8.GetString(image.Record.Manifest),
        ImageManifestMediaType = image.Record.MediaType,
    };

    public static IReadOnlyList<ImageTagMutabilityExclusionFilterShape>? Filters(IReadOnlyList<string> exclusions) =>
        exclusions.Count == 0 ? null : [.. exclusions.Select(e => new ImageTagMutabilityExclusionFilterShape { FilterType = "WILDCARD", Filter = e })];

    public static TagMutability ToMutability(string? name, IReadOnlyList<ImageTagMutabilityExclusionFilterShape>? filters)
    {
        var (mutability, fault) = TagMutability.Of(name, [.. (filters ?? []).Select(f => f.Filter!)]);
        return mutability ?? throw EcrErrors.Unsatisfied("imageTagMutabilityExclusionFilters", fault!);
    }

    /// <exception cref="AwsException">InvalidParameterException, in the words of ECR's validator.</exception>
    public static LifecyclePolicy ToLifecycle(string text) => LifecycleGrammar.Read(text) switch
    {
        LifecycleReading.Understood understood => understood.Policy,
        LifecycleReading.Malformed malformed => throw EcrErrors.Unsatisfied("LifecyclePolicyText", "Lifecycle policy validation failure: " + malformed.Fault),
        LifecycleReading.Unknown unknown => throw EcrErrors.NotYet(unknown.What),
        var other => throw new InvalidOperationException($"Unknown reading {other}."),
    };

    public static LifecycleImage ToLifecycle(StoredImage image) => new(image.Record.Digest, image.Tags, image.Record.PushedAt, image.Listed);

    /// <summary>Of keys given twice the last counts; the handler refuses them.</summary>
    public static AccessDemand Tagging(string action, string resource, IEnumerable<KeyValuePair<string, string>> tags)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in tags) given[key] = value;
        return new(action, resource) { RequestTags = given };
    }

    /// <summary>Images carry no archive's state: all are active.</summary>
    public static bool IsShown(bool tagged, string? tagStatus, string? imageStatus) =>
        imageStatus is null or "ACTIVE" or "ANY" && tagStatus switch { "TAGGED" => tagged, "UNTAGGED" => !tagged, _ => true };

    /// <summary>Who came by a loopback name gets one that docker on this machine can push to; everybody else gets AWS's.</summary>
    private static string RegistryHost(Caller caller) =>
        caller.Endpoint.IsLoopback && !caller.AtServiceAddress ? caller.Endpoint.Authority : EcrNames.RegistryHost(caller.Scope);
}
