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

    public static AwsException RepositoryPolicyNotFound(string name, AwsScope scope) => new("RepositoryPolicyNotFoundException", "Repository policy does not exist for " + TheRepository(name, scope));

    public static AwsException LifecyclePolicyNotFound(string name, AwsScope scope) => new("LifecyclePolicyNotFoundException", "Lifecycle policy does not exist for " + TheRepository(name, scope));

    public static AwsException PreviewNotFound(string name, AwsScope scope) => new("LifecyclePolicyPreviewNotFoundException", "Lifecycle policy preview does not exist for " + TheRepository(name, scope));

    public static AwsException LayersNotFound(IReadOnlyList<string> digests, string name, AwsScope scope) => new("LayersNotFoundException", MissingLayers(digests, name, scope));

    public static AwsException ImagesNotFound(IReadOnlyList<string> digests, string name, AwsScope scope) => new("ReferencedImagesNotFoundException", MissingImages(digests, name, scope));

    public static AwsException TagFixed(string tag, string name) => new("ImageTagAlreadyExistsException", FixedTag(tag, name));

    public static AwsException ImageExists(string digest, string? tag, string name, AwsScope scope) =>
        new("ImageAlreadyExistsException", $"Image with digest '{digest}' and tag '{tag ?? "null"}' already exists in the repository with name '{name}' in registry with id '{scope.AccountId}'");

    public static AwsException DigestMismatch() => new("ImageDigestDoesNotMatchException", "The specified image digest does not match the digest that Amazon ECR calculated for the image.");

    public static AwsException TooManyImages(int max, string name, AwsScope scope) => new("LimitExceededException", FullRepository(max, name, scope));

    public static AwsException TooManyRepositories(int max, AwsScope scope) =>
        new("LimitExceededException", $"The registry with id '{scope.AccountId}' already has the maximum allowed number of repositories which is '{max}'");

    public static AwsException UploadNotFound(string id, string name, AwsScope scope) => new("UploadNotFoundException", $"The upload with id '{id}' could not be found in {TheRepository(name, scope)}");

    public static AwsException EmptyUpload(string id, string name, AwsScope scope) => new("EmptyUploadException", $"The upload with id '{id}' in {TheRepository(name, scope)} does not contain any layer parts");

    public static AwsException InvalidLayer(string digest, string name, AwsScope scope) =>
        new("InvalidLayerException", $"The layer digest calculated upon receipt does not match the specified digest '{digest}' in {TheRepository(name, scope)}");

    /// <param name="received">Bytes that the upload has.</param>
    public static AwsException InvalidLayerPart(long received, string id, string name, AwsScope scope) => new(
        "InvalidLayerPartException", $"The layer part of the upload with id '{id}' in {TheRepository(name, scope)} is not valid: the next part begins with byte {received} and is as long as its first and last byte say");

    public static AwsException LayerExists(string digest, string name, AwsScope scope) => new("LayerAlreadyExistsException", $"Layer with digest '{digest}' already exists in {TheRepository(name, scope)}");

    public static string MissingLayers(IReadOnlyList<string> digests, string name, AwsScope scope) =>
        $"Layers with digests '[{string.Join(", ", digests)}]' required for pushing image into repository with name '{name}' in the registry with id '{scope.AccountId}' do not exist";

    public static string MissingImages(IReadOnlyList<string> digests, string name, AwsScope scope) =>
        $"Images with digests '[{string.Join(", ", digests)}]' required for pushing image into repository with name '{name}' in the registry with id '{scope.AccountId}' do not exist";

    public static string FixedTag(string tag, string name) => $"The image tag '{tag}' already exists in the '{name}' repository and cannot be overwritten because the tag is immutable.";

    public static string FullRepository(int max, string name, AwsScope scope) => $"The repository with name '{name}' in registry with id '{scope.AccountId}' already has the maximum allowed number of images which is '{max}'";

    /// <summary>A member whose value makes no sense, as ECR words it.</summary>
    public static AwsException Unsatisfied(string member, string constraint) => InvalidParameter($"Invalid parameter at '{member}' failed to satisfy constraint: '{constraint}'");

    public static AwsException InvalidParameter(string message) => new("InvalidParameterException", message);

    public static AwsException InvalidToken() => Unsatisfied("nextToken", "Invalid token");

    public static AwsException NotYet(string what) => InvalidParameter($"Berth does not do {what} yet. Leave it out, or see SCOPE.md for what it does.");

    public static AwsException? From(string operation, IReadOnlyList<WireFault> faults) => InvalidParameter(ModelFaults.Sentence(faults));

    /// <summary>There is one registry, the account's own. Others have nothing that this account could be let to, so ECR says what it says to anybody without a permission.</summary>
    public static void CheckRegistry(string? registryId, Caller caller, string action, string? repository)
    {
        if (registryId is not null && registryId != caller.Scope.AccountId)
            throw new AwsException("AccessDeniedException", ForeignRegistry(caller.Arn, action, caller.Scope.Region, registryId, repository ?? "*"));
    }

    public static string ForeignRegistry(string principalArn, string action, string region, string account, string repository) =>
        $"User: {principalArn} is not authorized to perform: {action} on resource: arn:{AwsScope.Partition}:ecr:{region}:{account}:repository/{repository} because no resource-based policy allows the {action} action";

    public static string NoRepository(string name, AwsScope scope) => $"The repository with name '{name}' does not exist in the registry with id '{scope.AccountId}'";

    private static string TheRepository(string name, AwsScope scope) => $"the repository with name '{name}' in the registry with id '{scope.AccountId}'";
}
