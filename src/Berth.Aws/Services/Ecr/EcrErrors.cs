using Berth.Aws.Dispatch;
using Berth.Aws.Protocols;
using Berth.Domain.Kernel;

namespace Berth.Aws.Services.Ecr;

internal static class EcrErrors
{
    public static AwsException RepositoryNotFound(string name, AwsScope scope) => new("RepositoryNotFoundException", NoRepository(name, scope));

    public static AwsException RepositoryExists(string name, AwsScope scope) =>
        new("RepositoryAlreadyExistsException", $"The repository with name '{name}' already exists in the registry with id '{scope.AccountId}'");

    public static AwsException RepositoryNotEmpty(string name, AwsScope scope) =>
        new("RepositoryNotEmptyException", $"The repository with name '{name}' in registry with id '{scope.AccountId}' cannot be deleted because it still contains images");

    public static AwsException ImageNotFound(string? digest, string? tag, string name, AwsScope scope) => new(
        "ImageNotFoundException",
        $"The image with imageId {{imageDigest:'{digest ?? "null"}', imageTag:'{tag ?? "null"}'}} does not exist within the repository with name '{name}' in the registry with id '{scope.AccountId}'");

    public static AwsException LayerInaccessible(string digest, string name, AwsScope scope) =>
        new("LayerInaccessibleException", $"Layer with digest '{digest}' in the repository with name '{name}' in the registry with id '{scope.AccountId}' is not available.");

    public static AwsException InvalidParameter(string message) => new("InvalidParameterException", message);

    public static AwsException InvalidToken() => InvalidParameter("Invalid parameter at 'nextToken' failed to satisfy constraint: 'Invalid token'");

    public static AwsException NotYet(string what) => InvalidParameter($"Berth does not do {what} yet. Leave it out, or see SCOPE.md for what it does.");

    public static AwsException? From(string operation, IReadOnlyList<WireFault> faults) => InvalidParameter(ModelFaults.Sentence(faults));

    /// <summary>There is one registry, the account's own.</summary>
    public static void CheckRegistry(string? registryId, AwsScope scope)
    {
        if (registryId is not null && registryId != scope.AccountId) throw new AwsException("RegistryPolicyNotFoundException", $"Berth has one registry, with id '{scope.AccountId}'.");
    }

    public static string NoRepository(string name, AwsScope scope) => $"The repository with name '{name}' does not exist in the registry with id '{scope.AccountId}'";
}
