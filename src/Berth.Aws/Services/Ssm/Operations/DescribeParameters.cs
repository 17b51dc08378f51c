using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Ssm.Wire;

namespace Berth.Aws.Services.Ssm.Operations;

internal sealed class DescribeParameters(ParameterRows rows, PageTokens tokens) : IOperation<DescribeParametersRequest, DescribeParametersResponse>
{
    public static string Action => "ssm:DescribeParameters";

    public string Resource(DescribeParametersRequest request, Caller caller) => "*";

    public async Task<DescribeParametersResponse> Handle(DescribeParametersRequest request, Caller caller, CancellationToken cancel)
    {
        if (request.Shared == true) throw SsmErrors.NotYet("shared parameters");
        var filters = ParameterFilters.Of(request.Filters, request.ParameterFilters);
        ParameterFilters.Check(filters);
        if (filters.Any(f => f.Key == "Label")) throw SsmErrors.InvalidFilter("The following filter key is not valid: Label. Valid filter keys include: [Path, Name, Type, KeyId, Tier, DataType, tag:KEY].");
        var page = tokens.Cut((await rows.All(cancel)).Where(p => ParameterFilters.Match(p, filters)), p => p.Name, Action, request.NextToken, request.MaxResults ?? 50, SsmErrors.InvalidToken);
        return new() { Parameters = [.. page.Items.Select(SsmMapping.ToMetadata)], NextToken = page.NextToken };
    }
}
