using Berth.Aws.Dispatch;
using Berth.Domain.Kernel;

namespace Berth.Aws.Services.Ssm;

internal sealed class SsmResourceFacts(ParameterRows rows, BerthInstance berth) : IResourceFacts
{
    public string Service => "ssm";

    public async ValueTask<ResourceFacts?> Find(string arn, CancellationToken cancel) => await rows.Find(arn, berth.Scope, cancel) is { } parameter ? new(parameter.Tags, null) : null;
}
