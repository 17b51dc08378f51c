using System.Globalization;
using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ssm.Wire;
using Berth.Domain.Parameters;

namespace Berth.Aws.Services.Ssm.Operations;

internal sealed class LabelParameterVersion(ParameterRows rows) : IOperation<LabelParameterVersionRequest, LabelParameterVersionResponse>
{
    public static string Action => "ssm:LabelParameterVersion";

    public string Resource(LabelParameterVersionRequest request, Caller caller) => ParameterDemands.Arn(request.Name, caller);

    public async Task<LabelParameterVersionResponse> Handle(LabelParameterVersionRequest request, Caller caller, CancellationToken cancel)
    {
        var parameter = await rows.Find(request.Name!, caller.Scope, cancel) ?? throw SsmErrors.NotFound();
        var (number, invalid) = (0L, (IReadOnlyList<string>)[]);
        await rows.Change(
            parameter.Name,
            old =>
            {
                if (old is null) throw SsmErrors.NotFound();
                number = request.ParameterVersion ?? old.Latest.Number;
                if (old.Versions.All(v => v.Number != number)) throw SsmErrors.VersionNotFound(old.Name, number.ToString(CultureInfo.InvariantCulture));
                (var versions, invalid) = ParameterHistory.Label(old.Versions, number, request.Labels!);
                return old with { Versions = versions ?? throw SsmErrors.LabelsFull() };
            },
            cancel);
        return new() { InvalidLabels = invalid, ParameterVersion = number };
    }
}
