namespace Berth.Domain.Network;

/// <summary>Making, changing and deleting a customer's prefix lists; AWS's own cannot be touched. Source: EC2 API, CreateManagedPrefixList, ModifyManagedPrefixList.</summary>
public static class PrefixLists
{
    public const int EntriesMax = 1000;
    private const int NameLengthMax = 255;
    private const string OwnNames = "com.amazonaws";

    /// <returns>Ids: the list's; that of the first call when the token was used before.</returns>
    public static NetworkOutcome Create(
        NetworkState state, NetworkWorld world, string name, int maxEntries, IReadOnlyList<PrefixListEntry> entries, string? clientToken, IReadOnlyDictionary<string, string> tags)
    {
        if (clientToken is not null && state.Of<PrefixListRecord>().FirstOrDefault(l => l.ClientToken == clientToken) is { } known)
            return known.Name == name && known.MaxEntries == maxEntries ? new NetworkOutcome.Done(state, known.PrefixListId) : OtherParameters();
        if (CheckName(name) is { } badName) return badName;
        if (maxEntries is < 1 or > EntriesMax) return NetworkRefusals.InvalidValue($"Must specify a max size between 1 and {EntriesMax}");
        var (read, refusal) = Read(entries);
        if (refusal is not null) return refusal;
        if (read.Count > maxEntries) return TooManyEntries();
        var made = new PrefixListRecord(world.NewId("pl"), name, maxEntries, 1, read, tags) { ClientToken = clientToken };
        return new NetworkOutcome.Done(state.With(made), made.PrefixListId);
    }

    /// <summary>Another name changes no version; other entries do, and need the version that they were decided on.</summary>
    public static NetworkOutcome Modify(NetworkState state, NetworkWorld world, string id, PrefixListChange change)
    {
        var (list, refusal) = Own(state, world, id);
        if (list is null) return refusal!;
        var changesEntries = change.Add.Count > 0 || change.Remove.Count > 0;
        if (changesEntries && change.MaxEntries is not null)
            return NetworkRefusals.Refuse("InvalidParameterCombination", "You cannot modify the entries and the maximum entries for the prefix list in the same request.");
        if (change.CurrentVersion is { } version && version != list.Version) return NetworkRefusals.Refuse("PrefixListVersionMismatch", "The prefix list has the incorrect version number.");
        if (changesEntries && change.CurrentVersion is null) return NetworkRefusals.Refuse("MissingParameter", "The request must contain the parameter CurrentVersion");
        if (change.Name is { } name && CheckName(name) is { } badName) return badName;
        if (change.MaxEntries is < 1 or > EntriesMax) return NetworkRefusals.InvalidValue($"Must specify a max size between 1 and {EntriesMax}");
        var next = list with { Name = change.Name ?? list.Name, MaxEntries = change.MaxEntries ?? list.MaxEntries };
        if (changesEntries)
        {
            var (entries, wrong) = Changed(list.Entries, change);
            if (wrong is not null) return wrong;
            next = next with { Entries = entries, Version = list.Version + 1 };
        }

        if (next.Entries.Count > next.MaxEntries) return TooManyEntries();
        var after = state.With(next);
        var users = after.Of<SecurityGroupRecord>().Where(g => g.Rules.Any(r => r.PrefixListId == id));
        return users.Any(g => SecurityGroupRules.IsBeyondQuota(g, isEgress: true, after, world) || SecurityGroupRules.IsBeyondQuota(g, isEgress: false, after, world))
            ? SecurityGroupRefusals.TooManyRules()
            : new NetworkOutcome.Done(after);
    }

    public static NetworkOutcome Delete(NetworkState state, NetworkWorld world, string id)
    {
        var (list, refusal) = Own(state, world, id);
        if (list is null) return refusal!;
        var users = state.Of<SecurityGroupRecord>().Where(g => g.Rules.Any(r => r.PrefixListId == id)).Select(g => g.GroupId)
            .Concat(state.Of<RouteTableRecord>().Where(t => t.Routes.Any(r => r.DestinationPrefixListId == id)).Select(t => t.RouteTableId)).ToList();
        return users.Count > 0
            ? NetworkRefusals.Refuse("ResourceInUse", $"The prefix list '{id}' is in use by {string.Join(", ", users)} and cannot be deleted.")
            : new NetworkOutcome.Done(state.Without(id));
    }

    private static (PrefixListRecord? List, NetworkOutcome? Refusal) Own(NetworkState state, NetworkWorld world, string id)
    {
        if (state.Find<PrefixListRecord>(id) is { } own) return (own, null);
        return (null, VpcSnapshots.PrefixList(id, state, world) is null
            ? NetworkRefusals.NotFound("InvalidPrefixListID.NotFound", "prefix list", id)
            : NetworkRefusals.Refuse("OperationNotPermitted", $"The prefix list '{id}' is managed by AWS and cannot be modified or deleted."));
    }

    private static NetworkOutcome? CheckName(string name)
    {
        if (name.Length is 0 or > NameLengthMax) return NetworkRefusals.InvalidValue($"The prefix list name must be between 1 and {NameLengthMax} characters.");
        return name.StartsWith(OwnNames, StringComparison.OrdinalIgnoreCase) ? NetworkRefusals.InvalidValue($"The prefix list name cannot start with {OwnNames}.") : null;
    }

    private static (IReadOnlyList<PrefixListEntry> Entries, NetworkOutcome? Refusal) Read(IReadOnlyList<PrefixListEntry> entries)
    {
        var read = new List<PrefixListEntry>();
        foreach (var entry in entries)
        {
            if (Cidr.Masked(entry.Cidr) is not { } range) return ([], NetworkRefusals.InvalidValue($"Value ({entry.Cidr}) for parameter cidr is invalid. This is not a valid CIDR block."));
            if (entry.Description?.Length > NameLengthMax) return ([], NetworkRefusals.InvalidValue($"The description of a prefix list entry must be at most {NameLengthMax} characters."));
            if (read.Exists(e => e.Cidr == range.ToString())) return ([], NetworkRefusals.InvalidValue($"The prefix list entries contain the CIDR '{range}' more than once."));
            read.Add(new(range.ToString(), string.IsNullOrEmpty(entry.Description) ? null : entry.Description));
        }

        return (read, null);
    }

    private static (IReadOnlyList<PrefixListEntry> Entries, NetworkOutcome? Refusal) Changed(IReadOnlyList<PrefixListEntry> entries, PrefixListChange change)
    {
        var (added, wrong) = Read(change.Add);
        if (wrong is not null) return ([], wrong);
        var (removed, bad) = Read([.. change.Remove.Select(r => new PrefixListEntry(r, null))]);
        if (bad is not null) return ([], bad);
        if (removed.FirstOrDefault(r => added.Any(a => a.Cidr == r.Cidr)) is { } both) return ([], NetworkRefusals.InvalidValue($"The CIDR '{both.Cidr}' cannot be added and removed in the same request."));
        if (removed.FirstOrDefault(r => !entries.Any(e => e.Cidr == r.Cidr)) is { } missing) return ([], Unchanged($"The CIDR '{missing.Cidr}' does not exist."));
        if (added.FirstOrDefault(entries.Contains) is { } there) return ([], Unchanged($"The CIDR '{there.Cidr}' already exists."));
        var touched = added.Concat(removed).Select(e => e.Cidr).ToHashSet(StringComparer.Ordinal);
        return ([.. entries.Where(e => !touched.Contains(e.Cidr)), .. added], null);
    }

    private static NetworkOutcome Unchanged(string why) => NetworkRefusals.Refuse("InvalidPrefixListModification", why);

    private static NetworkOutcome OtherParameters() =>
        NetworkRefusals.Refuse("IdempotentParameterMismatch", "Arguments on this idempotent request are inconsistent with arguments used in previous request(s).");

    private static NetworkOutcome TooManyEntries() => NetworkRefusals.Refuse("PrefixListMaxEntriesExceeded", "You've reached the maximum number of entries for the prefix list.");
}

/// <summary>What shall be different; null and nothing for what stays.</summary>
/// <param name="CurrentVersion">That the change was decided on.</param>
/// <param name="Add">An entry that is there already gets the new description.</param>
/// <param name="Remove">Ranges.</param>
public sealed record PrefixListChange(string? Name, int? MaxEntries, long? CurrentVersion, IReadOnlyList<PrefixListEntry> Add, IReadOnlyList<string> Remove);
