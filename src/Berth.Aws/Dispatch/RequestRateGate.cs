using Berth.Domain.Kernel;
using Berth.Domain.Profiles;
using Berth.Storage;

namespace Berth.Aws.Dispatch;

/// <summary>Keeps an account to the request rates that somebody has set; without, nothing is limited. A restart fills the buckets again.</summary>
internal sealed class RequestRateGate(QuotaBook quotas, TimeProvider clock)
{
    private readonly Lock gate = new();

    /// <summary>By kind of request: no more than there are kinds.</summary>
    private readonly Dictionary<string, (TokenBucket Bucket, Tokens Tokens)> left = new(StringComparer.Ordinal);

    /// <exception cref="AwsException">ThrottlingException: trying again later helps.</exception>
    public void Enter(string action)
    {
        if (RequestRates.Of(action, quotas.Current) is not var (name, bucket)) return;
        var now = clock.GetUtcNow();
        lock (gate)
        {
            // A bucket of another size begins full: its quota was just changed.
            var tokens = left.TryGetValue(name, out var known) && known.Bucket == bucket ? known.Tokens : bucket.Full(now);
            var (granted, next) = bucket.Take(tokens, now);
            left[name] = (bucket, next);
            if (!granted) throw new AwsException("ThrottlingException", "Rate exceeded");
        }
    }
}
