using System.Text.Json.Serialization;

namespace Berth.Domain.Network;

/// <summary>A named list of ranges, for rules and routes. Row kind <c>prefix-list</c>. AWS's own lists are no rows: <see cref="ManagedPrefixLists"/>.</summary>
/// <param name="Version">Rises with each change of the entries.</param>
public sealed record PrefixListRecord(
    string PrefixListId, string Name, int MaxEntries, long Version, IReadOnlyList<PrefixListEntry> Entries, IReadOnlyDictionary<string, string> Tags) : INetworkResource
{
    /// <summary>What the caller gave, so that a repeated call makes no second list.</summary>
    public string? ClientToken { get; init; }

    [JsonIgnore]
    public string Id => PrefixListId;

    [JsonIgnore]
    public string? InVpc => null;

    public INetworkResource WithTags(IReadOnlyDictionary<string, string> tags) => this with { Tags = tags };
}

public sealed record PrefixListEntry(string Cidr, string? Description);
