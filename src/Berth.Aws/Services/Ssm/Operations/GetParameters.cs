using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ssm.Wire;
using Berth.Domain.Access;
using Berth.Domain.Parameters;

namespace Berth.Aws.Services.Ssm.Operations;

internal sealed class GetParameters(ParameterRows rows, ParameterValues values) : IOperation<GetParametersRequest, GetParametersResponse>
{
    public static string Action => "ssm:GetParameters";

    public string Resource(GetParametersRequest request, Caller caller) => "*";

    public IReadOnlyList<AccessDemand>? Demands(GetParametersRequest request, Caller caller) => ParameterDemands.Of(Action, request.Names, caller);

    public async Task<GetParametersResponse> Handle(GetParametersRequest request, Caller caller, CancellationToken cancel)
    {
        if (request.Names!.Distinct(StringComparer.Ordinal).Count() < request.Names!.Count) throw SsmErrors.Validation("Parameter names must be given once.");
        var (found, invalid) = (new List<ParameterShape>(), new List<string>());
        foreach (var given in request.Names!)
        {
            var (name, selector) = ParameterDemands.Split(given);
            if (await rows.Find(name, caller.Scope, cancel) is { } parameter && ParameterNames.Choose(parameter, selector) is { } version)
                found.Add(SsmMapping.ToWire(parameter, version, await values.Open(parameter, version, request.WithDecryption == true, caller, cancel), selector));
            else invalid.Add(given);
        }

        return new() { Parameters = found, InvalidParameters = invalid };
    }
}
