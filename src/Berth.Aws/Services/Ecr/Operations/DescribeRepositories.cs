using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Ecr.Wire;
using Berth.Domain.Access;
using Berth.Domain.Registry;
using Berth.Storage;

namespace Berth.Aws.Services.Ecr.Operations;

internal sealed class DescribeRepositories(IStore store, PageTokens tokens) : IOperation<DescribeRepositoriesRequest, DescribeRepositoriesResponse>
{
    public static string Action => "ecr:DescribeRepositories";

    public string Resource(DescribeRepositoriesRequest request, Caller caller) => EcrNames.RepositoryArn(caller.Scope, "*");

    /// <summary>Who names repositories needs the right to each of them; who names none needs it to all.</summary>
    public IReadOnlyList<AccessDemand>? Demands(DescribeRepositoriesRequest request, Caller caller) =>
        request.RepositoryNames is { Count: > 0 } names ? [.. names.Select(n => new AccessDemand(Action, EcrNames.RepositoryArn(caller.Scope, n)))] : null;

    public async Task<DescribeRepositoriesResponse> Handle(DescribeRepositoriesRequest request, Caller caller, CancellationToken cancel)
    {
        EcrErrors.CheckRegistry(request.RegistryId, caller, Action, null);
        if (request.RepositoryNames is { Count: > 0 } names)
        {
            var found = new List<RepositoryShape>();
            foreach (var name in names) found.Add(EcrMapping.ToWire(await new ImageRows(store, caller.Scope).Repository(name, cancel), caller));
            return new() { Repositories = found };
        }

        var all = await store.FindAll<RepositoryRecord>(EcrNames.RepositoryKind, cancel: cancel);
        var page = tokens.Cut(all, r => r.Name, Action, request.NextToken, request.MaxResults ?? 100, EcrErrors.InvalidToken);
        return new() { Repositories = [.. page.Items.Select(r => EcrMapping.ToWire(r, caller))], NextToken = page.NextToken };
    }
}
