using Berth.Domain.Kernel;
using Berth.Domain.Network;

namespace Berth.Node.Dns;

/// <summary>What each interface of a VPC has asked of its resolver and still has under way, so that none takes the others' share.</summary>
internal sealed class Askers(TimeProvider clock)
{
    /// <summary>Questions of one interface that the machine's name servers have at one time.</summary>
    public const int ForwardedMax = 64;

    /// <summary>Connections of one interface at one time.</summary>
    public const int ConnectionsMax = 8;

    /// <summary>Interfaces that are remembered before those that have nothing under way are forgotten. An address that asks is one of the VPC's, so there can never be more than it has.</summary>
    private const int RememberedMax = 1024;

    private readonly Lock gate = new();
    private readonly Dictionary<uint, Asker> all = [];

    public bool MayAsk(uint source)
    {
        lock (gate)
        {
            var asker = Find(source);
            (var granted, asker.Allowance) = QueryAllowance.Bucket.Take(asker.Allowance, clock.GetUtcNow());
            return granted;
        }
    }

    public bool TryForward(uint source) => Change(source, a => a.Forwarded < ForwardedMax && ++a.Forwarded > 0);

    public void Forwarded(uint source) => Change(source, a => --a.Forwarded >= 0);

    public bool TryConnect(uint source) => Change(source, a => a.Connections < ConnectionsMax && ++a.Connections > 0);

    public void Disconnected(uint source) => Change(source, a => --a.Connections >= 0);

    private bool Change(uint source, Func<Asker, bool> change)
    {
        lock (gate) return change(Find(source));
    }

    private Asker Find(uint source)
    {
        if (all.TryGetValue(source, out var known)) return known;
        var now = clock.GetUtcNow();
        if (all.Count >= RememberedMax)
            foreach (var (address, asker) in all)
                if (asker is { Forwarded: 0, Connections: 0 } && QueryAllowance.Bucket.IsFull(asker.Allowance, now)) all.Remove(address);
        return all[source] = new() { Allowance = QueryAllowance.Bucket.Full(now) };
    }

    private sealed class Asker
    {
        public Tokens Allowance { get; set; }

        public int Forwarded { get; set; }

        public int Connections { get; set; }
    }
}
