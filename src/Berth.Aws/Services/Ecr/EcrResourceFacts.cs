using Berth.Aws.Dispatch;
using Berth.Domain.Registry;
using Berth.Storage;

namespace Berth.Aws.Services.Ecr;

/// <summary>Tags and policies of repositories.</summary>
internal sealed class EcrResourceFacts(IStore store) : IResourceFacts
{
    private const string Mark = ":repository/";

    public string Service => "ecr";

    public async ValueTask<ResourceFacts?> Find(string arn, CancellationToken cancel)
    {
        var mark = arn.IndexOf(Mark, StringComparison.Ordinal);
        if (mark < 0 || await store.Find<RepositoryRecord>(EcrNames.RepositoryKind, arn[(mark + Mark.Length)..], cancel) is not { Record: var repository }) return null;
        return repository.Arn == arn ? new(repository.Tags, repository.PolicyText) : null;
    }
}
