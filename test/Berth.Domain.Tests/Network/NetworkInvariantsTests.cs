using Berth.Domain.Network;
using Berth.Domain.Tests.Network.Rules;

namespace Berth.Domain.Tests.Network;

public sealed class NetworkInvariantsTests
{
    private readonly TestAccount account = new();

    [Fact]
    public void What_is_broken_is_named()
    {
        var vpc = account.Vpc();
        var subnet = account.Subnet(vpc);
        var whole = account.State;
        Assert.Contains($"{vpc} has 0 main route tables.", Broken(whole.Without(whole.In<RouteTableRecord>(vpc).Single().RouteTableId)));
        Assert.Contains($"{subnet} is not in exactly one ACL.", Broken(whole.With(account.DefaultAcl(vpc) with { SubnetAssociations = TestAccount.NoTags })));
        Assert.Contains($"{vpc} has not one default group.", Broken(whole.Without(account.DefaultGroup(vpc).GroupId)));
        Assert.Contains($"{account.DefaultAcl(vpc).AclId} is associated with {subnet}, which is not in its VPC.", Broken(whole.Without(subnet)));
        Assert.Contains($"{vpc} has dopt-1, which is gone.", Broken(whole.With(account.Get<VpcRecord>(vpc) with { DhcpOptionsId = "dopt-1" })));
        Assert.Contains($"{subnet} overlaps another subnet.", Broken(whole.With(account.Get<SubnetRecord>(subnet) with { SubnetId = "subnet-2", CidrBlock = "10.0.1.128/25" })));
    }

    private IReadOnlyList<string> Broken(NetworkState state) => NetworkInvariants.Broken(state, account.World);
}
