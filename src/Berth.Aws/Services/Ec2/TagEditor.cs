using Berth.Contracts.Network;
using Berth.Domain.Network;

namespace Berth.Aws.Services.Ec2;

/// <summary>Changes tags of the network's rows, and of callers' own interfaces, which are their subnets' to change.</summary>
internal sealed class TagEditor(NetworkEditor network, IGrainFactory grains)
{
    private const int ResourcesMax = 1000;
    private const string InterfacePrefix = "eni-";

    public Task Add(IReadOnlyList<string> ids, IReadOnlyList<KeyValuePair<string, string>> tags, CancellationToken cancel) =>
        Change(ids, (state, world, others) => ResourceTags.Add(state, world, others, tags), old => ResourceTags.With(old, tags), cancel);

    /// <param name="tags">Null for every tag.</param>
    public Task Remove(IReadOnlyList<string> ids, IReadOnlyList<(string Key, string? Value)>? tags, CancellationToken cancel) =>
        Change(ids, (state, _, others) => ResourceTags.Remove(state, others, tags), old => ResourceTags.Without(old, tags), cancel);

    private async Task Change(
        IReadOnlyList<string> ids, Func<NetworkState, NetworkWorld, IReadOnlyList<string>, NetworkOutcome> rule,
        Func<IReadOnlyDictionary<string, string>, IReadOnlyDictionary<string, string>> change, CancellationToken cancel)
    {
        if (ids.Count == 0) throw Ec2Errors.Missing("resourceIdSet");
        if (ids.Count > ResourcesMax) throw Ec2Errors.InvalidParameter($"At most {ResourcesMax} resources can be given.");
        var split = ids.Distinct(StringComparer.Ordinal).ToLookup(id => id.StartsWith(InterfacePrefix, StringComparison.Ordinal));
        var changed = new List<(NetworkInterfaceRecord Interface, IReadOnlyDictionary<string, string> Tags)>();
        await network.Change((state, world) =>
        {
            changed.Clear();
            foreach (var id in split[true])
            {
                if (world.Interfaces.FirstOrDefault(i => i.InterfaceId == id && i.Use == InterfaceUse.Own) is not { } found) return ResourceTags.UnknownId(id);
                var tags = change(found.Tags ?? new Dictionary<string, string>());
                if (tags.Count > world.Quotas?.TagsPerResource && tags.Count > found.Tags?.Count) return new NetworkOutcome.Refused(ResourceTags.TooMany);
                changed.Add((found, tags));
            }

            return rule(state, world, [.. split[false]]);
        }, cancel);

        // One that is gone by now was tagged before it went.
        foreach (var (card, tags) in changed) await grains.GetGrain<ISubnetGrain>(card.SubnetId).Change(new(card.Owner, Tags: tags));
    }
}
