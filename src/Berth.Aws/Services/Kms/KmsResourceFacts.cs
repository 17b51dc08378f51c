using Berth.Aws.Dispatch;

namespace Berth.Aws.Services.Kms;

internal sealed class KmsResourceFacts(KmsKeys keys) : IResourceFacts
{
    public string Service => "kms";

    public async ValueTask<ResourceFacts?> Find(string arn, CancellationToken cancel)
    {
        var slash = arn.IndexOf(":key/", StringComparison.Ordinal);
        return slash >= 0 && await keys.Find(arn[(slash + 5)..], cancel) is { } key ? new(key.Tags, key.Policy) : null;
    }
}
