using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ssm.Wire;
using Berth.Domain.Access;

namespace Berth.Aws.Services.Ssm.Operations;

internal sealed class DeleteParameters(ParameterRows rows) : IOperation<DeleteParametersRequest, DeleteParametersResponse>
{
    public static string Action => "ssm:DeleteParameters";

    public string Resource(DeleteParametersRequest request, Caller caller) => "*";

    public IReadOnlyList<AccessDemand>? Demands(DeleteParametersRequest request, Caller caller) => ParameterDemands.Of(Action, request.Names, caller);

    public async Task<DeleteParametersResponse> Handle(DeleteParametersRequest request, Caller caller, CancellationToken cancel)
    {
        var (deleted, invalid) = (new List<string>(), new List<string>());
        foreach (var name in request.Names!)
        {
            if (await rows.Find(name, caller.Scope, cancel) is not { } parameter)
            {
                invalid.Add(name);
                continue;
            }

            await rows.Change(parameter.Name, _ => null, cancel);
            deleted.Add(name);
        }

        return new() { DeletedParameters = deleted, InvalidParameters = invalid };
    }
}
