using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Kernel;
using Berth.Domain.Network;

namespace Berth.Aws.Services.Ec2;

/// <summary>Prefix lists as EC2 shows them.</summary>
internal static class PrefixListMapping
{
    private const string Aws = "AWS";

    /// <summary>A customer's list; of AWS's own neither size nor version is shown.</summary>
    public static ManagedPrefixListShape ToWire(PrefixListRecord list, AwsScope scope, string? state = null) => new()
    {
        PrefixListId = list.PrefixListId,
        PrefixListArn = scope.Arn("ec2", "prefix-list/" + list.PrefixListId),
        PrefixListName = list.Name,
        AddressFamily = "IPv4",
        State = state ?? (list.Version > 1 ? "modify-complete" : "create-complete"),
        MaxEntries = list.MaxEntries,
        Version = list.Version,
        OwnerId = scope.AccountId,
        Tags = Ec2Mapping.Tags(list.Tags),
    };

    public static ManagedPrefixListShape OfAws(PrefixListRecord list, AwsScope scope) => new()
    {
        PrefixListId = list.PrefixListId,
        PrefixListArn = $"arn:{AwsScope.Partition}:ec2:{scope.Region}:aws:prefix-list/{list.PrefixListId}",
        PrefixListName = list.Name,
        AddressFamily = "IPv4",
        State = "create-complete",
        OwnerId = Aws,
        Tags = [],
    };

    public static IReadOnlyList<PrefixListEntry> Entries(IReadOnlyList<AddPrefixListEntryShape>? entries) => [.. (entries ?? []).Select(e => new PrefixListEntry(e.Cidr ?? "", e.Description))];
}
