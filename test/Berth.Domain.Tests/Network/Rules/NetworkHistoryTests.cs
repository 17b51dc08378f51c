using Berth.Domain.Network;
using CsCheck;

namespace Berth.Domain.Tests.Network.Rules;

/// <summary>Whatever is asked, in whatever order: nothing dangles, nothing overlaps, and all of it can be taken away again.</summary>
public sealed class NetworkHistoryTests
{
    [Fact]
    public void Safety_no_history_breaks_an_invariant() => Gen.Select(Gen.Int, Gen.Int[5, 60]).Sample((seed, steps) =>
    {
        // TestAccount looks at the invariants after each step.
        var history = new History(new(seed));
        for (var i = 0; i < steps; i++) history.Step();
    }, iter: 300);

    [Fact]
    public void Safety_what_is_refused_once_is_refused_again_and_what_is_done_twice_is_one_thing() => Gen.Select(Gen.Int, Gen.Int[5, 40]).Sample((seed, steps) =>
    {
        var history = new History(new(seed));
        for (var i = 0; i < steps; i++) history.Step();
        var (account, before) = (history.Account, history.Account.State);
        foreach (var vpc in before.Of<VpcRecord>())
        {
            var first = Vpcs.Delete(before, account.World, vpc.VpcId);
            if (first is NetworkOutcome.Done done) Assert.Equal("InvalidVpcID.NotFound", Assert.IsType<NetworkOutcome.Refused>(Vpcs.Delete(done.State, account.World, vpc.VpcId)).Refusal.Code);
            else Assert.Equal(first, Vpcs.Delete(before, account.World, vpc.VpcId));
        }
    }, iter: 100);

    [Fact]
    public void Liveness_everything_can_be_taken_away_again() => Gen.Select(Gen.Int, Gen.Int[5, 60]).Sample((seed, steps) =>
    {
        var history = new History(new(seed));
        for (var i = 0; i < steps; i++) history.Step();
        var account = history.Account;
        foreach (var subnet in account.State.Of<SubnetRecord>()) account.Do(Subnets.Delete(account.State, account.World, subnet.SubnetId));
        foreach (var group in account.State.Of<SecurityGroupRecord>())
            foreach (var egress in new[] { false, true })
                account.Do(SecurityGroupRules.Revoke(account.State, account.Get<SecurityGroupRecord>(group.GroupId), egress, [.. group.Rules.Where(r => r.IsEgress == egress).Select(r => r.RuleId)]));
        foreach (var group in account.State.Of<SecurityGroupRecord>().Where(g => g.GroupName != "default")) account.Do(SecurityGroups.Delete(account.State, account.World, group.GroupId, null));
        foreach (var vpc in account.State.Of<VpcRecord>()) account.Do(Vpcs.Delete(account.State, account.World, vpc.VpcId));
        foreach (var list in account.State.Of<PrefixListRecord>()) account.Do(PrefixLists.Delete(account.State, account.World, list.PrefixListId));
        foreach (var options in account.State.Of<DhcpOptionsRecord>()) account.Do(DhcpOptionSets.Delete(account.State, options.DhcpOptionsId));
        Assert.True(account.State.Resources.IsEmpty);
    }, iter: 200);

    /// <summary>Random changes, from few names and ranges, so that they meet.</summary>
    private sealed class History(Random dice)
    {
        public TestAccount Account { get; } = new();

        public void Step()
        {
            var (state, world) = (Account.State, Account.World);
            Account.Try(dice.Next(14) switch
            {
                0 => Vpcs.Create(state, world, $"10.{dice.Next(2)}.0.0/16", TestAccount.NoTags),
                1 => Vpcs.Delete(state, world, Any<VpcRecord>()),
                2 or 3 => Subnets.Create(state, world, Any<VpcRecord>(), $"10.{dice.Next(2)}.{dice.Next(3)}.0/{dice.Next(22, 27)}", null, null, TestAccount.NoTags),
                4 => Subnets.Delete(state, world, Any<SubnetRecord>()),
                5 or 6 => SecurityGroups.Create(state, world, $"g{dice.Next(3)}", "x", Any<VpcRecord>(), TestAccount.NoTags),
                7 => SecurityGroups.Delete(state, world, Any<SecurityGroupRecord>(), null),
                8 or 9 => InGroup(group => SecurityGroupRules.Authorize(state, world, group, dice.Next(2) == 0, [Permission(), Permission()], TestAccount.NoTags)),
                10 => InGroup(group => group.Rules.Count == 0 ? NetworkRefusals.InvalidValue("") : SecurityGroupRules.Modify(state, world, group.GroupId, [(group.Rules[dice.Next(group.Rules.Count)].RuleId, Permission())])),
                11 => InGroup(group => SecurityGroupRules.Revoke(state, world, group, dice.Next(2) == 0, [Permission()])),
                12 => dice.Next(2) == 0 ? PrefixLists.Create(state, world, "l", dice.Next(1, 4), [new($"10.0.{dice.Next(9)}.0/24", null)], null, TestAccount.NoTags) : PrefixLists.Delete(state, world, Any<PrefixListRecord>()),
                _ => dice.Next(3) switch
                {
                    0 => DhcpOptionSets.Create(state, world, [("domain-name", ["example.com"])], TestAccount.NoTags),
                    1 => DhcpOptionSets.Associate(state, Any<DhcpOptionsRecord>(), Any<VpcRecord>()),
                    _ => DhcpOptionSets.Delete(state, Any<DhcpOptionsRecord>()),
                },
            });
        }

        private string Any<T>()
            where T : class, INetworkResource
        {
            var ids = Account.State.Of<T>().Select(r => r.Id).ToList();
            return ids.Count == 0 ? "none" : ids[dice.Next(ids.Count)];
        }

        private NetworkOutcome InGroup(Func<SecurityGroupRecord, NetworkOutcome> rule) =>
            Account.State.Find<SecurityGroupRecord>(Any<SecurityGroupRecord>()) is { } group ? rule(group) : NetworkRefusals.GroupNotFound("none");

        private Permission Permission() => new(dice.Next(3) == 0 ? "-1" : "tcp", 80, 80 + dice.Next(2), [dice.Next(3) switch
        {
            0 => new(PeerKind.Group, Any<SecurityGroupRecord>(), null),
            1 => new(PeerKind.PrefixList, Any<PrefixListRecord>(), null),
            _ => new(PeerKind.Range, $"10.0.{dice.Next(3)}.0/24", null),
        }]);
    }
}
