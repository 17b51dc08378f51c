using Berth.Domain.Network;

namespace Berth.Domain.Tests.Network.Rules;

public sealed class AclsTests
{
    private readonly GatewayScenery net = new();
    private readonly string vpc;
    private readonly string acl;

    public AclsTests()
    {
        vpc = net.Vpc();
        acl = net.Do((s, w) => Acls.Create(s, w, vpc, null, GatewayScenery.NoTags))[0];
    }

    [Fact]
    public void A_subnet_moves_from_one_acl_to_another_and_is_always_in_one()
    {
        var subnet = net.Subnet(vpc);
        var old = net.DefaultAcl(vpc).SubnetAssociations.Single().Key;
        var moved = net.Do((s, w) => Acls.Replace(s, w, old, acl))[0];
        Assert.Equal(acl, net.State.AclOf(net.Get<SubnetRecord>(subnet))!.AclId);
        Assert.Equal($"InvalidAssociationID.NotFound: The association ID '{old}' does not exist", net.Refused((s, w) => Acls.Replace(s, w, old, acl)));
        Assert.Equal(moved, net.Do((s, w) => Acls.Replace(s, w, moved, acl))[0]);
        Assert.Equal($"DependencyViolation: The networkAcl '{acl}' has dependencies and cannot be deleted.", net.Refused((s, _) => Acls.Delete(s, acl)));
        net.Do((s, w) => Acls.Replace(s, w, moved, net.DefaultAcl(vpc).AclId));
        net.Do((s, _) => Acls.Delete(s, acl));
        Assert.Equal($"InvalidNetworkAclID.NotFound: The networkAcl ID '{acl}' does not exist", net.Refused((s, _) => Acls.Delete(s, acl)));
    }

    [Fact]
    public void The_default_acl_stays_and_others_keep_to_their_network()
    {
        var subnet = net.Subnet(vpc);
        var standard = net.DefaultAcl(vpc);
        Assert.Equal($"InvalidParameterValue: cannot delete default network ACL {standard.AclId}", net.Refused((s, _) => Acls.Delete(s, standard.AclId)));
        var elsewhere = net.DefaultAcl(net.Vpc()).AclId;
        Assert.Equal(
            $"InvalidParameterValue: Network ACL {elsewhere} and subnet {subnet} belong to different networks",
            net.Refused((s, w) => Acls.Replace(s, w, standard.SubnetAssociations.Single().Key, elsewhere)));
    }

    [Fact]
    public void An_entry_is_made_once_replaced_and_deleted()
    {
        net.Do((s, _) => AclEntries.Create(s, acl, Entry(100)));
        net.Do((s, _) => AclEntries.Create(s, acl, Entry(100) with { IsEgress = true }));
        net.Do((s, _) => AclEntries.Create(s, acl, Entry(50)));
        Assert.Equal("NetworkAclEntryAlreadyExists: The network acl entry identified by 100 already exists.", net.Refused((s, _) => AclEntries.Create(s, acl, Entry(100))));
        net.Do((s, _) => AclEntries.Replace(s, acl, Entry(100) with { RuleAction = "deny", Protocol = "udp" }));
        Assert.Equal(
            [new(50, false, true, "6", 80, 443, "10.0.0.0/8"), new(100, false, false, "17", 80, 443, "10.0.0.0/8"), new(100, true, true, "6", 80, 443, "10.0.0.0/8")],
            net.Get<NetworkAclRecord>(acl).Entries);
        net.Do((s, _) => AclEntries.Delete(s, acl, 100, false));
        var missing = "InvalidNetworkAclEntry.NotFound: The network acl entry identified by 100 does not exist";
        Assert.Equal(missing, net.Refused((s, _) => AclEntries.Delete(s, acl, 100, false)));
        Assert.Equal(missing, net.Refused((s, _) => AclEntries.Replace(s, acl, Entry(100))));
        Assert.StartsWith("InvalidNetworkAclID.NotFound", net.Refused((s, _) => AclEntries.Create(s, "acl-0", Entry(1))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "6", "allow", "10.0.0.0/8", "InvalidParameterValue")]
    [InlineData(32767, "6", "allow", "10.0.0.0/8", "InvalidParameterValue")]
    [InlineData(32766, "6", "allow", "10.0.0.0/8", null)]
    [InlineData(1, "6", "maybe", "10.0.0.0/8", "InvalidParameterValue")]
    [InlineData(1, "300", "allow", "10.0.0.0/8", "InvalidParameterValue")]
    [InlineData(1, "47", "allow", "10.0.0.0/8", null)]
    [InlineData(1, "-1", "allow", "10.0.0.0/8", null)]
    [InlineData(1, "all", "deny", "10.0.0.9/8", null)]
    [InlineData(1, "6", "allow", "10.0.0.0/40", "InvalidParameterValue")]
    [InlineData(1, "6", "allow", null, "MissingParameter")]
    [InlineData(1, "icmp", "allow", "10.0.0.0/8", "MissingParameter")]
    public void What_an_entry_may_say(int number, string protocol, string action, string? range, string? code)
    {
        var outcome = net.Try((s, _) => AclEntries.Create(s, acl, Entry(number) with { Protocol = protocol, RuleAction = action, CidrBlock = range }));
        Assert.Equal(code, (outcome as NetworkOutcome.Refused)?.Refusal.Code);
    }

    [Theory]
    [InlineData(0, 65535, true)]
    [InlineData(80, 79, false)]
    [InlineData(-1, 80, false)]
    [InlineData(80, 65536, false)]
    public void Ports_are_a_range(int from, int to, bool taken) =>
        Assert.Equal(taken, net.Try((s, _) => AclEntries.Create(s, acl, Entry(1) with { FromPort = from, ToPort = to })) is NetworkOutcome.Done);

    private static AclEntryWish Entry(int number) => new(number, false, "tcp", "allow", "10.0.0.0/8", 80, 443);
}
