using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Ecr.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.Ecr.Operations;

/// <summary>One entry for each tag, and one without for an image that has none.</summary>
internal sealed class ListImages(IStore store, PageTokens tokens) : IOperation<ListImagesRequest, ListImagesResponse>
{
    public static string Action => "ecr:ListImages";

    public string Resource(ListImagesRequest request, Caller caller) => EcrNames.RepositoryArn(caller.Scope, request.RepositoryName ?? "*");

    public async Task<ListImagesResponse> Handle(ListImagesRequest request, Caller caller, CancellationToken cancel)
    {
        EcrErrors.CheckRegistry(request.RegistryId, caller, Action, request.RepositoryName);
        var rows = new ImageRows(store, caller.Scope);
        var repository = await rows.Repository(request.RepositoryName!, cancel);
        var entries = (await rows.Images(repository.Name, cancel))
            .SelectMany(i => i.Tags.Count == 0 ? [(i.Record.Digest, Tag: (string?)null)] : i.Tags.Select(t => (i.Record.Digest, Tag: (string?)t)))
            .Where(e => EcrMapping.IsShown(e.Tag is not null, request.Filter?.TagStatus, request.Filter?.ImageStatus))
            .OrderBy(e => e.Digest + " " + e.Tag, StringComparer.Ordinal);
        var page = tokens.Cut(
            entries, e => e.Digest + " " + e.Tag, $"{Action} {repository.Name} {request.Filter?.TagStatus} {request.Filter?.ImageStatus}", request.NextToken, request.MaxResults ?? 100, EcrErrors.InvalidToken);
        return new() { ImageIds = [.. page.Items.Select(e => new ImageIdentifierShape { ImageDigest = e.Digest, ImageTag = e.Tag })], NextToken = page.NextToken };
    }
}
