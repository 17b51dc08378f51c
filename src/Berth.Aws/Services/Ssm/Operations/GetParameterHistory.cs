using System.Globalization;
using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Ssm.Wire;

namespace Berth.Aws.Services.Ssm.Operations;

internal sealed class GetParameterHistory(ParameterRows rows, ParameterValues values, PageTokens tokens) : IOperation<GetParameterHistoryRequest, GetParameterHistoryResponse>
{
    public static string Action => "ssm:GetParameterHistory";

    public string Resource(GetParameterHistoryRequest request, Caller caller) => ParameterDemands.Arn(request.Name, caller);

    public async Task<GetParameterHistoryResponse> Handle(GetParameterHistoryRequest request, Caller caller, CancellationToken cancel)
    {
        var parameter = await rows.Find(request.Name!, caller.Scope, cancel) ?? throw SsmErrors.NotFound();
        var page = tokens.Cut(parameter.Versions, v => v.Number.ToString("D19", CultureInfo.InvariantCulture), $"{Action} {parameter.Name}", request.NextToken, request.MaxResults ?? 50, SsmErrors.InvalidToken);
        var found = new List<ParameterHistoryShape>();
        foreach (var version in page.Items) found.Add(SsmMapping.ToHistory(parameter, version, await values.Open(parameter, version, request.WithDecryption == true, caller, cancel)));
        return new() { Parameters = found, NextToken = page.NextToken };
    }
}
