using Berth.Domain.Network;

namespace Berth.Domain.Tests.Network.Rules;

public sealed class SecurityGroupRulesTests
{
    private readonly TestAccount account = new();
    private readonly string vpc;
    private readonly string group;

    public SecurityGroupRulesTests()
    {
        vpc = account.Vpc();
        group = account.Group(vpc);
    }

    private SecurityGroupRecord Group => account.Get<SecurityGroupRecord>(group);

    private IEnumerable<SecurityGroupRuleRecord> Ingress => Group.Rules.Where(r => !r.IsEgress);

    [Theory]
    [InlineData("tcp", 80, 80, "10.0.0.7/24", "tcp 80-80 10.0.0.0/24")]
    [InlineData("6", 80, 81, "0.0.0.0/0", "tcp 80-81 0.0.0.0/0")]
    [InlineData("UDP", 0, 65535, "0.0.0.0/0", "udp 0-65535 0.0.0.0/0")]
    [InlineData("icmp", 8, -1, "0.0.0.0/0", "icmp 8--1 0.0.0.0/0")]
    [InlineData("-1", 80, 80, "0.0.0.0/0", "-1 -1--1 0.0.0.0/0")]
    [InlineData("all", null, null, "0.0.0.0/0", "-1 -1--1 0.0.0.0/0")]
    [InlineData("50", 80, 80, "0.0.0.0/0", "50 -1--1 0.0.0.0/0")]
    [InlineData("", 80, 80, "0.0.0.0/0", "MissingParameter: The request must contain the parameter ipProtocol")]
    [InlineData("tpc", 80, 80, "0.0.0.0/0", "InvalidParameterValue: Invalid value 'tpc' for IP protocol. Unknown protocol.")]
    [InlineData("256", 80, 80, "0.0.0.0/0", "InvalidParameterValue: Invalid value '256' for IP protocol. Unknown protocol.")]
    [InlineData("icmpv6", -1, -1, "0.0.0.0/0", "UnsupportedOperation: Berth does not do IPv6 (protocol icmpv6) yet. Leave it out, or see SCOPE.md for what it does.")]
    [InlineData("tcp", 80, null, "0.0.0.0/0", "InvalidParameterValue: Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.")]
    [InlineData("icmp", null, -1, "0.0.0.0/0", "InvalidParameterValue: Invalid value 'Must specify both from and to ports with ICMP.' for portRange.")]
    [InlineData("tcp", -1, -1, "0.0.0.0/0", "InvalidPermission.Malformed: TCP/UDP port (-1) out of range")]
    [InlineData("tcp", 1, 65536, "0.0.0.0/0", "InvalidPermission.Malformed: TCP/UDP port (65536) out of range")]
    [InlineData("tcp", 81, 80, "0.0.0.0/0", "InvalidParameterValue: Invalid TCP/UDP port range (81:80)")]
    [InlineData("icmp", 256, -1, "0.0.0.0/0", "InvalidPermission.Malformed: ICMP type (256) out of range")]
    [InlineData("icmp", -1, 0, "0.0.0.0/0", "InvalidPermission.Malformed: ICMP code (0) out of range")]
    [InlineData("tcp", 80, 80, "10.0.0.0/33", "InvalidParameterValue: CIDR block 10.0.0.0/33 is malformed")]
    [InlineData("tcp", 80, 80, "10.0.0.1", "InvalidParameterValue: CIDR block 10.0.0.1 is malformed")]
    public void Protocols_ports_and_ranges(string protocol, int? from, int? to, string range, string made)
    {
        var refusal = Authorize(new Permission(protocol, from, to, [new(PeerKind.Range, range, null)]));
        Assert.Equal(made, refusal.Length > 0 ? refusal : Ingress.Select(r => $"{r.Protocol} {r.FromPort}-{r.ToPort} {r.CidrIpv4}").Single());
    }

    [Theory]
    [InlineData("tcp", 80, 80, "the specified rule \"peer: 0.0.0.0/0, TCP, from port: 80, to port: 80, ALLOW\" already exists")]
    [InlineData("-1", null, null, "the specified rule \"peer: 0.0.0.0/0, ALL, ALLOW\" already exists")]
    [InlineData("icmp", 8, 0, "the specified rule \"peer: 0.0.0.0/0, ICMP, type: 8, code: 0, ALLOW\" already exists")]
    public void A_rule_that_is_there_is_refused_by_what_it_says(string protocol, int? from, int? to, string message)
    {
        var permission = new Permission(protocol, from, to, [new(PeerKind.Range, "0.0.0.0/0", null)]);
        Assert.Equal("", Authorize(permission));
        Assert.Equal("InvalidPermission.Duplicate: " + message, Authorize(permission));
        Assert.Equal("InvalidParameterValue: The same permission must not appear multiple times", Authorize(Web("10.0.0.0/8"), Web("10.1.2.3/8")));
        Assert.Single(Ingress);
    }

    [Fact]
    public void Each_peer_makes_a_rule_and_one_bad_peer_makes_none()
    {
        var other = account.Group(vpc, "other");
        Peer[] peers = [new(PeerKind.Range, "10.0.0.0/8", "office"), new(PeerKind.Group, other, null), new(PeerKind.PrefixList, TestAccount.S3List, null)];
        Assert.Equal("InvalidPrefixListId.NotFound: The prefix list ID 'pl-0' does not exist", Authorize(new Permission("tcp", 443, 443, [.. peers, new(PeerKind.PrefixList, "pl-0", null)])));
        Assert.Empty(Ingress);
        Assert.Equal("", Authorize(new Permission("tcp", 443, 443, peers)));
        Assert.Equal([("10.0.0.0/8", null, null, "office"), (null, other, null, null), (null, null, TestAccount.S3List, null)], Ingress.Select(r => (r.CidrIpv4, r.ReferencedGroupId, r.PrefixListId, r.Description)));
        Assert.Equal("MissingParameter: Missing source specification: include source security group or CIDR information", Authorize(new Permission("tcp", 443, 443, [])));
    }

    [Fact]
    public void A_group_that_is_named_must_be_of_the_same_vpc()
    {
        var stranger = account.Group(account.Vpc());
        Assert.Equal("InvalidGroup.NotFound: The security group 'sg-0' does not exist", Authorize(new Permission("tcp", 80, 80, [new(PeerKind.Group, "sg-0", null)])));
        Assert.Equal("InvalidGroup.NotFound: You have specified two resources that belong to different networks.", Authorize(new Permission("tcp", 80, 80, [new(PeerKind.Group, stranger, null)])));
    }

    [Fact]
    public void Quotas_count_each_direction_and_a_prefix_list_by_its_size()
    {
        account.Quotas(q => q with { RulesPerSecurityGroup = 2 });
        const string Refusal = "RulesPerSecurityGroupLimitExceeded: The maximum number of rules per security group has been reached.";
        Assert.Equal(Refusal, Authorize(Web("10.0.0.0/8", "11.0.0.0/8", "12.0.0.0/8")));
        var list = account.Do(PrefixLists.Create(account.State, account.World, "big", 2, [], null, TestAccount.NoTags));
        Assert.Equal("", Authorize(new Permission("tcp", 80, 80, [new(PeerKind.PrefixList, list, null)])));
        Assert.Equal(Refusal, Authorize(Web("10.0.0.0/8")));
        Assert.Equal(Refusal, account.Try(PrefixLists.Modify(account.State, account.World, list, new(null, 3, null, [], []))));
        Assert.Single(Group.Rules, r => r.IsEgress);
    }

    [Fact]
    public void Rules_go_by_what_they_say_or_by_their_ids_all_or_none()
    {
        Authorize(Web("10.0.0.0/8", "11.0.0.0/8"));
        Assert.Equal("InvalidPermission.NotFound: The specified rule does not exist in this security group.",
            account.Try(SecurityGroupRules.Revoke(account.State, account.World, Group, isEgress: false, [Web("10.0.0.0/8", "12.0.0.0/8")])));
        Assert.Equal("InvalidSecurityGroupRuleId.NotFound: The security group rule ID 'sgr-0' does not exist",
            account.Try(SecurityGroupRules.Revoke(account.State, Group, isEgress: false, [Ingress.First().RuleId, "sgr-0"])));
        Assert.StartsWith("InvalidSecurityGroupRuleId.NotFound: ", account.Try(SecurityGroupRules.Revoke(account.State, Group, isEgress: true, [Ingress.First().RuleId])), StringComparison.Ordinal);
        Assert.Equal(2, Ingress.Count());
        Assert.Equal("", account.Try(SecurityGroupRules.Revoke(account.State, account.World, Group, isEgress: false, [Web("10.0.0.0/8")])));
        Assert.Equal("", account.Try(SecurityGroupRules.Revoke(account.State, Group, isEgress: false, [Ingress.Single().RuleId])));
        Assert.Empty(Ingress);
    }

    [Fact]
    public void A_modified_rule_keeps_its_id_its_direction_and_the_kind_of_its_peer()
    {
        Authorize(Web("10.0.0.0/8", "11.0.0.0/8"));
        var (first, second) = (Ingress.First().RuleId, Ingress.Last().RuleId);
        Assert.Equal("", Modify((first, Web("11.0.0.0/8")), (second, Web("10.0.0.0/8"))));
        Assert.Equal([(first, "11.0.0.0/8"), (second, "10.0.0.0/8")], Ingress.Select(r => (r.RuleId, r.CidrIpv4)));
        Assert.StartsWith("InvalidPermission.Duplicate: ", Modify((first, Web("10.0.0.0/8"))), StringComparison.Ordinal);
        Assert.Equal("InvalidParameterValue: You may not specify a referenced group id for an existing IPv4 CIDR rule.", Modify((first, new("tcp", 80, 80, [new(PeerKind.Group, group, null)]))));
        Assert.StartsWith("InvalidSecurityGroupRuleId.NotFound: ", Modify(("sgr-0", Web("10.0.0.0/8"))), StringComparison.Ordinal);
    }

    [Fact]
    public void Descriptions_change_by_what_rules_say_and_by_their_ids()
    {
        Authorize(Web("10.0.0.0/8"));
        var id = Ingress.Single().RuleId;
        Permission described = new("tcp", 80, 80, [new(PeerKind.Range, "10.0.0.0/8", "office")]);
        Assert.Equal("", account.Try(SecurityGroupRules.Describe(account.State, account.World, Group, isEgress: false, [described])));
        Assert.Equal("office", Ingress.Single().Description);
        Assert.Equal("", account.Try(SecurityGroupRules.Describe(account.State, Group, isEgress: false, [(id, null)])));
        Assert.Null(Ingress.Single().Description);
        Assert.StartsWith("InvalidPermission.NotFound: ", account.Try(SecurityGroupRules.Describe(account.State, account.World, Group, isEgress: true, [described])), StringComparison.Ordinal);
        Assert.StartsWith("InvalidSecurityGroupRuleId.NotFound: ", account.Try(SecurityGroupRules.Describe(account.State, Group, isEgress: true, [(id, "x")])), StringComparison.Ordinal);
        Assert.StartsWith("InvalidParameterValue: Invalid rule description.", account.Try(SecurityGroupRules.Describe(account.State, Group, isEgress: false, [(id, "a|b")])), StringComparison.Ordinal);
    }

    private static Permission Web(params string[] ranges) => new("tcp", 80, 80, [.. ranges.Select(r => new Peer(PeerKind.Range, r, null))]);

    private string Authorize(params Permission[] permissions) => account.Try(SecurityGroupRules.Authorize(account.State, account.World, Group, isEgress: false, permissions, TestAccount.NoTags));

    private string Modify(params (string RuleId, Permission Permission)[] changes) => account.Try(SecurityGroupRules.Modify(account.State, account.World, group, changes));
}
