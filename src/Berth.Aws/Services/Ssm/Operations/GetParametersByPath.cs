using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Ssm.Wire;
using Berth.Domain.Parameters;

namespace Berth.Aws.Services.Ssm.Operations;

internal sealed class GetParametersByPath(ParameterRows rows, ParameterValues values, PageTokens tokens) : IOperation<GetParametersByPathRequest, GetParametersByPathResponse>
{
    public static string Action => "ssm:GetParametersByPath";

    public string Resource(GetParametersByPathRequest request, Caller caller) => SsmNames.Arn(caller.Scope, (request.Path ?? "").TrimEnd('/'));

    public async Task<GetParametersByPathResponse> Handle(GetParametersByPathRequest request, Caller caller, CancellationToken cancel)
    {
        var path = request.Path!;
        if (!path.StartsWith('/')) throw SsmErrors.Validation("The parameter path must begin with a slash.");
        var filters = request.ParameterFilters ?? [];
        ParameterFilters.Check(filters);
        if (filters.FirstOrDefault(f => f.Key is not ("Type" or "KeyId" or "Label")) is { } other) throw SsmErrors.InvalidFilter($"The following filter key is not valid: {other.Key}. Valid filter keys include: [Type, KeyId, Label].");
        var labels = filters.FirstOrDefault(f => f.Key == "Label")?.Values;
        var under = (await rows.All(cancel)).Where(p => ParameterNames.IsUnder(p.Name, path, request.Recursive == true) && ParameterFilters.Match(p, filters));
        var page = tokens.Cut(under, p => p.Name, $"{Action} {path} {request.Recursive}", request.NextToken, request.MaxResults ?? 10, SsmErrors.InvalidToken);
        var found = new List<ParameterShape>();
        foreach (var parameter in page.Items)
        {
            // A filter admits several labels: each parameter answers by the first that it has.
            var label = labels?.FirstOrDefault(l => ParameterNames.Choose(parameter, l) is not null);
            var version = ParameterNames.Choose(parameter, label)!;
            found.Add(SsmMapping.ToWire(parameter, version, await values.Open(parameter, version, request.WithDecryption == true, caller, cancel), label));
        }

        return new() { Parameters = found, NextToken = page.NextToken };
    }
}
