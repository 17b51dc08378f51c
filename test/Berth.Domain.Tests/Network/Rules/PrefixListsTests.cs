using Berth.Domain.Network;

namespace Berth.Domain.Tests.Network.Rules;

public sealed class PrefixListsTests
{
    private readonly TestAccount account = new();

    [Theory]
    [InlineData("office", 2, "10.0.0.0/8,10.1.0.5/16", "")]
    [InlineData("com.amazonaws.mine", 2, "", "InvalidParameterValue: The prefix list name cannot start with com.amazonaws.")]
    [InlineData("", 2, "", "InvalidParameterValue: The prefix list name must be between 1 and 255 characters.")]
    [InlineData("office", 0, "", "InvalidParameterValue: Must specify a max size between 1 and 1000")]
    [InlineData("office", 1001, "", "InvalidParameterValue: Must specify a max size between 1 and 1000")]
    [InlineData("office", 1, "10.0.0.0/8,11.0.0.0/8", "PrefixListMaxEntriesExceeded: You've reached the maximum number of entries for the prefix list.")]
    [InlineData("office", 2, "10.0.0.0/8,10.0.0.1/8", "InvalidParameterValue: The prefix list entries contain the CIDR '10.0.0.0/8' more than once.")]
    [InlineData("office", 2, "ten", "InvalidParameterValue: Value (ten) for parameter cidr is invalid. This is not a valid CIDR block.")]
    public void New_lists(string name, int size, string ranges, string refusal) =>
        Assert.Equal(refusal, account.Try(PrefixLists.Create(account.State, account.World, name, size, Entries(ranges), null, TestAccount.NoTags)));

    [Fact]
    public void The_same_token_makes_no_second_list()
    {
        var first = account.Do(PrefixLists.Create(account.State, account.World, "office", 2, [], "token", TestAccount.NoTags));
        Assert.Equal(first, account.Do(PrefixLists.Create(account.State, account.World, "office", 2, [], "token", TestAccount.NoTags)));
        Assert.StartsWith("IdempotentParameterMismatch: ", account.Try(PrefixLists.Create(account.State, account.World, "home", 2, [], "token", TestAccount.NoTags)), StringComparison.Ordinal);
    }

    [Fact]
    public void Entries_change_with_the_version_that_they_were_decided_on()
    {
        var list = Make("10.0.0.0/8,11.0.0.0/8");
        Assert.Equal("", Modify(list, new(null, null, 1, [new("12.0.0.0/8", "new"), new("11.0.0.0/8", "now described")], ["10.0.0.0/8"])));
        Assert.Equal(2, account.Get<PrefixListRecord>(list).Version);
        Assert.Equal([new("12.0.0.0/8", "new"), new PrefixListEntry("11.0.0.0/8", "now described")], account.Get<PrefixListRecord>(list).Entries);
        Assert.Equal("PrefixListVersionMismatch: The prefix list has the incorrect version number.", Modify(list, new(null, null, 1, [new("13.0.0.0/8", null)], [])));
        Assert.StartsWith("MissingParameter: ", Modify(list, new(null, null, null, [new("13.0.0.0/8", null)], [])), StringComparison.Ordinal);
        Assert.Equal("InvalidPrefixListModification: The CIDR '10.0.0.0/8' does not exist.", Modify(list, new(null, null, 2, [], ["10.0.0.0/8"])));
        Assert.Equal("InvalidPrefixListModification: The CIDR '12.0.0.0/8' already exists.", Modify(list, new(null, null, 2, [new("12.0.0.0/8", "new")], [])));
        Assert.StartsWith("PrefixListMaxEntriesExceeded: ", Modify(list, new(null, null, 2, Entries("13.0.0.0/8,14.0.0.0/8"), [])), StringComparison.Ordinal);
    }

    [Fact]
    public void Name_and_size_change_without_a_new_version()
    {
        var list = Make("10.0.0.0/8,11.0.0.0/8");
        Assert.Equal("", Modify(list, new("home", 5, null, [], [])));
        Assert.Equal(("home", 5, 1), (account.Get<PrefixListRecord>(list).Name, account.Get<PrefixListRecord>(list).MaxEntries, account.Get<PrefixListRecord>(list).Version));
        Assert.StartsWith("PrefixListMaxEntriesExceeded: ", Modify(list, new(null, 1, null, [], [])), StringComparison.Ordinal);
        Assert.Equal("InvalidParameterCombination: You cannot modify the entries and the maximum entries for the prefix list in the same request.", Modify(list, new(null, 9, 1, [], ["10.0.0.0/8"])));
    }

    [Fact]
    public void A_list_that_is_named_stays_and_awss_own_are_not_touched()
    {
        var (list, vpc) = (Make("10.0.0.0/8"), account.Vpc());
        var group = account.Group(vpc);
        var rule = account.Do(SecurityGroupRules.Authorize(
            account.State, account.World, account.Get<SecurityGroupRecord>(group), isEgress: true, [new("tcp", 443, 443, [new(PeerKind.PrefixList, list, null)])], TestAccount.NoTags));
        Assert.Equal($"ResourceInUse: The prefix list '{list}' is in use by {group} and cannot be deleted.", Delete(list));
        account.Do(SecurityGroupRules.Revoke(account.State, account.Get<SecurityGroupRecord>(group), isEgress: true, [rule]));
        Assert.Equal("", Delete(list));
        Assert.Equal($"InvalidPrefixListID.NotFound: The prefix list ID '{list}' does not exist", Delete(list));
        Assert.StartsWith("OperationNotPermitted: ", Delete(TestAccount.S3List), StringComparison.Ordinal);
        Assert.StartsWith("OperationNotPermitted: ", Modify(TestAccount.S3List, new("mine", null, null, [], [])), StringComparison.Ordinal);
    }

    private static PrefixListEntry[] Entries(string ranges) => [.. ranges.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(r => new PrefixListEntry(r, null))];

    private string Make(string ranges) => account.Do(PrefixLists.Create(account.State, account.World, "office", 2, Entries(ranges), null, TestAccount.NoTags));

    private string Modify(string list, PrefixListChange change) => account.Try(PrefixLists.Modify(account.State, account.World, list, change));

    private string Delete(string list) => account.Try(PrefixLists.Delete(account.State, account.World, list));
}
