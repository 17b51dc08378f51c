using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ssm.Wire;
using Berth.Domain.Parameters;

namespace Berth.Aws.Services.Ssm.Operations;

internal sealed class GetParameter(ParameterRows rows, ParameterValues values) : IOperation<GetParameterRequest, GetParameterResponse>
{
    public static string Action => "ssm:GetParameter";

    public string Resource(GetParameterRequest request, Caller caller) => ParameterDemands.Arn(request.Name, caller);

    public async Task<GetParameterResponse> Handle(GetParameterRequest request, Caller caller, CancellationToken cancel)
    {
        var (name, selector) = ParameterDemands.Split(request.Name!);
        var parameter = await rows.Find(name, caller.Scope, cancel) ?? throw SsmErrors.NotFound();
        var version = ParameterNames.Choose(parameter, selector) ?? throw SsmErrors.VersionNotFound(parameter.Name, selector!);
        return new() { Parameter = SsmMapping.ToWire(parameter, version, await values.Open(parameter, version, request.WithDecryption == true, caller, cancel), selector) };
    }
}
