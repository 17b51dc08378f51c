using System.Globalization;
using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ssm.Wire;
using Berth.Domain.Parameters;

namespace Berth.Aws.Services.Ssm.Operations;

internal sealed class UnlabelParameterVersion(ParameterRows rows) : IOperation<UnlabelParameterVersionRequest, UnlabelParameterVersionResponse>
{
    public static string Action => "ssm:UnlabelParameterVersion";

    public string Resource(UnlabelParameterVersionRequest request, Caller caller) => ParameterDemands.Arn(request.Name, caller);

    public async Task<UnlabelParameterVersionResponse> Handle(UnlabelParameterVersionRequest request, Caller caller, CancellationToken cancel)
    {
        var parameter = await rows.Find(request.Name!, caller.Scope, cancel) ?? throw SsmErrors.NotFound();
        IReadOnlyList<string> removed = [];
        await rows.Change(
            parameter.Name,
            old =>
            {
                if (old is null) throw SsmErrors.NotFound();
                if (old.Versions.All(v => v.Number != request.ParameterVersion)) throw SsmErrors.VersionNotFound(old.Name, request.ParameterVersion!.Value.ToString(CultureInfo.InvariantCulture));
                (var versions, removed) = ParameterHistory.Unlabel(old.Versions, request.ParameterVersion!.Value, request.Labels!);
                return old with { Versions = versions };
            },
            cancel);
        return new() { RemovedLabels = removed, InvalidLabels = [.. request.Labels!.Except(removed, StringComparer.Ordinal)] };
    }
}
