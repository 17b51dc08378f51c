using Microsoft.AspNetCore.Http;

namespace Berth.Aws.Services.Ecr.Distribution;

/// <summary>Which actions of ECR a request to the registry stands for, as IAM is asked about them. Source: ECR user guide, identity-based policies for pushing and pulling.</summary>
internal static class RegistryActions
{
    public const string ReadLayer = "ecr:GetDownloadUrlForLayer";

    /// <returns>One at least. A request that no part of the registry answers counts as one that wants to push.</returns>
    public static IReadOnlyList<string> Of(RegistryRoute route, HttpRequest request) => (route.Kind, request.Method) switch
    {
        ("manifest", "PUT") => ["ecr:PutImage"],
        ("manifest", "DELETE") => ["ecr:BatchDeleteImage"],
        ("manifest", _) => ["ecr:BatchGetImage"],
        ("blob", "HEAD") => ["ecr:BatchCheckLayerAvailability"],
        ("blob", _) => [ReadLayer],
        ("tags", _) => ["ecr:ListImages"],
        ("upload", "PUT") => HasBody(request) ? ["ecr:UploadLayerPart", "ecr:CompleteLayerUpload"] : ["ecr:CompleteLayerUpload"],
        ("upload", _) => ["ecr:UploadLayerPart"],
        _ when request.Query.ContainsKey("digest") => ["ecr:InitiateLayerUpload", "ecr:UploadLayerPart", "ecr:CompleteLayerUpload"],
        _ => ["ecr:InitiateLayerUpload"],
    };

    private static bool HasBody(HttpRequest request) => request.ContentLength > 0 || (request.ContentLength is null && request.Headers.TransferEncoding.Count > 0);
}
