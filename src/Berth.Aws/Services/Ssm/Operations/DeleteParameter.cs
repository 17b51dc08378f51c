using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ssm.Wire;

namespace Berth.Aws.Services.Ssm.Operations;

internal sealed class DeleteParameter(ParameterRows rows) : IOperation<DeleteParameterRequest, DeleteParameterResponse>
{
    public static string Action => "ssm:DeleteParameter";

    public string Resource(DeleteParameterRequest request, Caller caller) => ParameterDemands.Arn(request.Name, caller);

    public async Task<DeleteParameterResponse> Handle(DeleteParameterRequest request, Caller caller, CancellationToken cancel)
    {
        var parameter = await rows.Find(request.Name!, caller.Scope, cancel) ?? throw SsmErrors.NotFound();
        await rows.Change(parameter.Name, old => old is null ? throw SsmErrors.NotFound() : null, cancel);
        return new();
    }
}
