using Berth.Aws.Dispatch;
using Berth.Domain.Kernel;

namespace Berth.Aws.Services.SecretsManager;

internal sealed class SecretsManagerResourceFacts(SecretRows rows, BerthInstance berth) : IResourceFacts
{
    public string Service => "secretsmanager";

    public async ValueTask<ResourceFacts?> Find(string arn, CancellationToken cancel) => await rows.Find(arn, berth.Scope, cancel) is { } secret ? new(secret.Tags, secret.Policy) : null;
}
