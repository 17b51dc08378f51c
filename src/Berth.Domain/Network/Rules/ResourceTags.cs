namespace Berth.Domain.Network;

/// <summary>Tags of everything that the network is described by. Source: EC2 API, CreateTags, DeleteTags; EC2 user guide, tag restrictions.</summary>
public static class ResourceTags
{
    private const int KeyLengthMax = 127;
    private const int ValueLengthMax = 256;
    private const string RulePrefix = "sgr-";

    /// <summary>Type of a rule, which is no row of its own.</summary>
    public const string RuleType = "security-group-rule";
    public const string InterfaceType = "network-interface";

    /// <summary>EC2's name of what kind of thing it is, in tags and in tag specifications.</summary>
    public static string TypeOf(INetworkResource resource) => resource switch
    {
        VpcRecord => "vpc",
        SubnetRecord => "subnet",
        SecurityGroupRecord => "security-group",
        RouteTableRecord => "route-table",
        InternetGatewayRecord => "internet-gateway",
        NatGatewayRecord => "natgateway",
        AddressRecord => "elastic-ip",
        VpcEndpointRecord => "vpc-endpoint",
        NetworkAclRecord => "network-acl",
        DhcpOptionsRecord => "dhcp-options",
        PrefixListRecord => "prefix-list",
        _ => throw new ArgumentOutOfRangeException(nameof(resource), resource, "Unknown kind of network resource."),
    };

    /// <returns>What is wrong with new tags by themselves, or null.</returns>
    public static NetworkRefusal? Check(IReadOnlyList<KeyValuePair<string, string>> tags, int? countMax)
    {
        foreach (var (key, value) in tags)
        {
            if (key.Length == 0) return new("InvalidParameterValue", "Tag key cannot be null or empty.");
            if (key.Length > KeyLengthMax) return new("InvalidParameterValue", $"Tag key exceeds the maximum length of {KeyLengthMax} characters");
            if (value.Length > ValueLengthMax) return new("InvalidParameterValue", $"Tag value exceeds the maximum length of {ValueLengthMax} characters");
            if (key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase)) return new("InvalidParameterValue", "Tag keys starting with 'aws:' are reserved for internal use");
        }

        if (tags.GroupBy(t => t.Key, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice) return new("InvalidParameterValue", $"Duplicate tag key '{twice.Key}' specified.");
        return tags.Count > countMax ? TooMany : null;
    }

    /// <summary>Adds tags to, or changes them of, all of the resources or none.</summary>
    /// <param name="ids">Of resources, and of rules (sgr-…).</param>
    public static NetworkOutcome Add(NetworkState state, NetworkWorld world, IReadOnlyList<string> ids, IReadOnlyList<KeyValuePair<string, string>> tags)
    {
        if (Check(tags, null) is { } refusal) return new NetworkOutcome.Refused(refusal);
        return Change(state, ids, old => With(old, tags), world.Quotas?.TagsPerResource);
    }

    /// <summary>Takes tags away; what is not there is no error.</summary>
    /// <param name="tags">With a value, only a tag of that value goes. Null for every tag.</param>
    public static NetworkOutcome Remove(NetworkState state, IReadOnlyList<string> ids, IReadOnlyList<(string Key, string? Value)>? tags) =>
        Change(state, ids, old => Without(old, tags), countMax: null);

    public static IReadOnlyDictionary<string, string> With(IReadOnlyDictionary<string, string> old, IEnumerable<KeyValuePair<string, string>> tags)
    {
        var next = old.ToDictionary(StringComparer.Ordinal);
        foreach (var (key, value) in tags) next[key] = value;
        return next;
    }

    public static IReadOnlyDictionary<string, string> Without(IReadOnlyDictionary<string, string> old, IReadOnlyList<(string Key, string? Value)>? tags) =>
        old.Where(o => tags?.Any(t => t.Key == o.Key && (t.Value ?? o.Value) == o.Value) == false).ToDictionary(StringComparer.Ordinal);

    public static NetworkRefusal TooMany { get; } = new("TagLimitExceeded", "The maximum number of Tags for a resource has been reached.");

    public static NetworkOutcome UnknownId(string id) => NetworkRefusals.Refuse("InvalidID", $"The ID '{id}' is not valid");

    private static NetworkOutcome Change(NetworkState state, IReadOnlyList<string> ids, Func<IReadOnlyDictionary<string, string>, IReadOnlyDictionary<string, string>> change, int? countMax)
    {
        var next = state;
        foreach (var id in ids.Distinct(StringComparer.Ordinal))
        {
            var (changed, count) = id.StartsWith(RulePrefix, StringComparison.Ordinal) ? OfRule(next, id, change) : OfResource(next, id, change);
            if (changed is null) return UnknownId(id);
            if (count > countMax) return new NetworkOutcome.Refused(TooMany);
            next = next.With(changed);
        }

        return new NetworkOutcome.Done(next);
    }

    private static (INetworkResource? Changed, int Count) OfResource(
        NetworkState state, string id, Func<IReadOnlyDictionary<string, string>, IReadOnlyDictionary<string, string>> change)
    {
        if (state.Find<INetworkResource>(id) is not { } resource) return (null, 0);
        var tags = change(resource.Tags);
        return (resource.WithTags(tags), tags.Count);
    }

    private static (INetworkResource? Changed, int Count) OfRule(NetworkState state, string id, Func<IReadOnlyDictionary<string, string>, IReadOnlyDictionary<string, string>> change)
    {
        if (state.Of<SecurityGroupRecord>().FirstOrDefault(g => g.Rules.Any(r => r.RuleId == id)) is not { } group) return (null, 0);
        var tags = change(group.Rules.First(r => r.RuleId == id).Tags ?? new Dictionary<string, string>());
        return (group with { Rules = [.. group.Rules.Select(r => r.RuleId == id ? r with { Tags = tags.Count > 0 ? tags : null } : r)] }, tags.Count);
    }
}
