using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Ecr.Wire;
using Berth.Domain.Registry;
using Berth.Storage;

namespace Berth.Aws.Services.Ecr.Operations;

/// <summary>Of the images that were there when the preview was started, those that would go. By the same decider as the sweep.</summary>
internal sealed class GetLifecyclePolicyPreview(IStore store, PageTokens tokens) : IOperation<GetLifecyclePolicyPreviewRequest, GetLifecyclePolicyPreviewResponse>
{
    private const int PageSize = 100;

    public static string Action => "ecr:GetLifecyclePolicyPreview";

    public string Resource(GetLifecyclePolicyPreviewRequest request, Caller caller) => EcrNames.RepositoryArn(caller.Scope, request.RepositoryName ?? "*");

    public async Task<GetLifecyclePolicyPreviewResponse> Handle(GetLifecyclePolicyPreviewRequest request, Caller caller, CancellationToken cancel)
    {
        EcrErrors.CheckRegistry(request.RegistryId, caller, Action, request.RepositoryName);
        var rows = new ImageRows(store, caller.Scope);
        var repository = await rows.Repository(request.RepositoryName!, cancel);
        var preview = (await store.Find<LifecyclePreviewRecord>(EcrNames.LifecyclePreviewKind, repository.Name, cancel))?.Record ?? throw EcrErrors.PreviewNotFound(repository.Name, caller.Scope);
        var images = (await rows.Images(repository.Name, cancel)).Where(i => i.Record.PushedAt <= preview.StartedAt).ToDictionary(i => i.Record.Digest, StringComparer.Ordinal);
        var expired = LifecycleDecider.Decide(EcrMapping.ToLifecycle(preview.Text), [.. images.Values.Select(EcrMapping.ToLifecycle)], preview.StartedAt);
        var shown = expired.Select(e => (Image: images[e.Digest], e.RulePriority))
            .Where(e => EcrMapping.IsShown(e.Image.Tags.Count > 0, request.Filter?.TagStatus, imageStatus: null))
            .Where(e => request.ImageIds is not { Count: > 0 } ids || ids.Any(id => e.Image.Is(id.ImageDigest, id.ImageTag)))
            .OrderBy(e => e.Image.Record.Digest, StringComparer.Ordinal);
        var page = tokens.Cut(
            shown, e => e.Image.Record.Digest, $"{Action} {repository.Name} {request.Filter?.TagStatus}", request.NextToken, request.MaxResults ?? PageSize, EcrErrors.InvalidToken);
        return new()
        {
            RegistryId = caller.Scope.AccountId,
            RepositoryName = repository.Name,
            LifecyclePolicyText = preview.Text,
            Status = "COMPLETE",
            NextToken = page.NextToken,
            PreviewResults = [.. page.Items.Select(e => ToWire(e.Image, e.RulePriority))],
            Summary = new() { ExpiringImageTotalCount = expired.Count },
        };
    }

    private static LifecyclePolicyPreviewResultShape ToWire(StoredImage image, int rulePriority) => new()
    {
        ImageTags = image.Tags,
        ImageDigest = image.Record.Digest,
        ImagePushedAt = image.Record.PushedAt,
        Action = new() { Type = "EXPIRE" },
        AppliedRulePriority = rulePriority,
    };
}
