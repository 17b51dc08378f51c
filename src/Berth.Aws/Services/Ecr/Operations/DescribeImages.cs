using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Ecr.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.Ecr.Operations;

internal sealed class DescribeImages(IStore store, PageTokens tokens) : IOperation<DescribeImagesRequest, DescribeImagesResponse>
{
    public static string Action => "ecr:DescribeImages";

    public string Resource(DescribeImagesRequest request, Caller caller) => EcrNames.RepositoryArn(caller.Scope, request.RepositoryName ?? "*");

    public async Task<DescribeImagesResponse> Handle(DescribeImagesRequest request, Caller caller, CancellationToken cancel)
    {
        EcrErrors.CheckRegistry(request.RegistryId, caller, Action, request.RepositoryName);
        var rows = new ImageRows(store, caller.Scope);
        var repository = await rows.Repository(request.RepositoryName!, cancel);
        var images = await rows.Images(repository.Name, cancel);
        if (request.ImageIds is { Count: > 0 } ids)
        {
            if (ids.Any(id => id is { ImageDigest: null, ImageTag: null })) throw EcrErrors.Unsatisfied("imageIds", "both tag and digest cannot be null");
            images = [.. ids.Select(id => images.FirstOrDefault(i => i.Is(id.ImageDigest, id.ImageTag)) ?? throw EcrErrors.ImageNotFound(id.ImageDigest, id.ImageTag, repository.Name, caller.Scope)).DistinctBy(i => i.Record.Digest)];
        }

        var kept = images.Where(i => EcrMapping.IsShown(i.Tags.Count > 0, request.Filter?.TagStatus, request.Filter?.ImageStatus)).OrderBy(i => i.Record.Digest, StringComparer.Ordinal);
        var page = tokens.Cut(
            kept, i => i.Record.Digest, $"{Action} {repository.Name} {request.Filter?.TagStatus} {request.Filter?.ImageStatus}", request.NextToken, request.MaxResults ?? 100, EcrErrors.InvalidToken);
        return new() { ImageDetails = [.. page.Items.Select(i => EcrMapping.ToWire(i, repository.Name, caller))], NextToken = page.NextToken };
    }
}
