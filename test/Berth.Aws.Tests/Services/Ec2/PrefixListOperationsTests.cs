using Berth.Aws.Tests.Driving;

namespace Berth.Aws.Tests.Services.Ec2;

public sealed class PrefixListOperationsTests(AwsFront berth)
{
    private readonly Ec2Scenery ec2 = new(berth.Client());

    [Fact]
    public async Task Awss_own_list_is_shown_with_its_range_and_cannot_be_changed()
    {
        Assert.Equal("com.amazonaws.ap-northeast-1.s3", Ec2Scenery.Value(await ec2.Call("DescribePrefixLists", "PrefixListId.1", "pl-61a54008"), "prefixListName"));
        Assert.Equal(["pl-61a54008"], await ec2.Find("DescribeManagedPrefixLists", "prefixListId", "owner-id", "AWS"));
        Assert.StartsWith("198.18.", Ec2Scenery.Value(await ec2.Call("GetManagedPrefixListEntries", "PrefixListId", "pl-61a54008"), "cidr"), StringComparison.Ordinal);
        Assert.StartsWith("OperationNotPermitted: ", await ec2.Refused("DeleteManagedPrefixList", "PrefixListId", "pl-61a54008"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_of_ones_own_is_made_changed_paged_and_deleted()
    {
        var made = await ec2.Call("CreateManagedPrefixList", "PrefixListName", "office", "MaxEntries", "3", "AddressFamily", "IPv4", "Entry.1.Cidr", "10.0.0.0/8", "Entry.1.Description", "all");
        var list = Ec2Scenery.Value(made, "prefixListId");
        Assert.Equal(("1", "create-complete"), (Ec2Scenery.Value(made, "version"), Ec2Scenery.Value(made, "state")));
        Assert.StartsWith("PrefixListVersionMismatch: ", await ec2.Refused("ModifyManagedPrefixList", "PrefixListId", list, "CurrentVersion", "9", "AddEntry.1.Cidr", "11.0.0.0/8"), StringComparison.Ordinal);
        var changed = await ec2.Call("ModifyManagedPrefixList", "PrefixListId", list, "CurrentVersion", "1", "AddEntry.1.Cidr", "11.0.0.0/8", "AddEntry.2.Cidr", "12.0.0.0/8");
        Assert.Equal("2", Ec2Scenery.Value(changed, "version"));
        var first = await ec2.Call("GetManagedPrefixListEntries", "PrefixListId", list, "MaxResults", "2");
        var rest = await ec2.Call("GetManagedPrefixListEntries", "PrefixListId", list, "MaxResults", "2", "NextToken", Ec2Scenery.Value(first, "nextToken"));
        Assert.Equal(["10.0.0.0/8", "11.0.0.0/8", "12.0.0.0/8"], first.Descendants("cidr").Concat(rest.Descendants("cidr")).Select(c => c.Value));
        Assert.StartsWith("UnsupportedOperation: ", await ec2.Refused("GetManagedPrefixListEntries", "PrefixListId", list, "TargetVersion", "1"), StringComparison.Ordinal);
        await ec2.Call("DeleteManagedPrefixList", "PrefixListId", list);
        Assert.StartsWith("InvalidPrefixListID.NotFound: ", await ec2.Refused("DescribeManagedPrefixLists", "PrefixListId.1", list), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_that_a_rule_names_stays()
    {
        var group = await ec2.Group(await ec2.Vpc());
        var list = Ec2Scenery.Value(await ec2.Call("CreateManagedPrefixList", "PrefixListName", "office", "MaxEntries", "3", "AddressFamily", "IPv4"), "prefixListId");
        await ec2.Call("AuthorizeSecurityGroupIngress", "GroupId", group, "IpPermissions.1.IpProtocol", "-1", "IpPermissions.1.PrefixListIds.1.PrefixListId", list);
        Assert.Equal($"ResourceInUse: The prefix list '{list}' is in use by {group} and cannot be deleted.", await ec2.Refused("DeleteManagedPrefixList", "PrefixListId", list));
        Assert.StartsWith("UnsupportedOperation: ", await ec2.Refused("CreateManagedPrefixList", "PrefixListName", "six", "MaxEntries", "3", "AddressFamily", "IPv6"), StringComparison.Ordinal);
    }
}
