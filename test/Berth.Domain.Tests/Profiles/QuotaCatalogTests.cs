using Berth.Domain.Kernel;
using Berth.Domain.Profiles;
using Berth.Testing.Records;
using CsCheck;

namespace Berth.Domain.Tests.Profiles;

public sealed class QuotaCatalogTests
{
    private static readonly Quotas Handbook = SampleProfiles.Read("handbook").Quotas;

    public static TheoryData<string, string> Quotas => [.. QuotaCatalog.All.Select(q => new TheoryDataRow<string, string>(q.ServiceCode, q.Code))];

    [Theory]
    [MemberData(nameof(Quotas))]
    public void What_is_written_is_read_and_nothing_else_changes(string service, string code)
    {
        var quota = QuotaCatalog.Find(service, code)!;
        var changed = quota.Write(Handbook, 7);
        Assert.Equal(7, quota.Read(changed));
        Assert.All(QuotaCatalog.All.Where(q => q.Code != code), other => Assert.Equal(other.Read(Handbook), other.Read(changed)));
    }

    [Fact]
    public void Codes_are_used_once_and_every_service_is_known()
    {
        Assert.Equal(QuotaCatalog.All.Count, QuotaCatalog.All.Select(q => q.Code).Distinct().Count());
        Assert.All(QuotaCatalog.All, q => Assert.Contains(QuotaCatalog.Services, s => s.Code == q.ServiceCode));
        Assert.Null(QuotaCatalog.Find("ecr", "L-21C621EB"));
    }

    [Fact]
    public void The_order_of_changes_of_different_quotas_never_matters() => Gen.Dictionary(Gen.Int[0, QuotaCatalog.All.Count - 1].Select(i => QuotaCatalog.All[i].Code), Gen.Int[0, 1000].Select(v => (double)v))[0, 8].Sample(
        changes =>
        {
            var one = QuotaCatalog.Apply(Handbook, changes);
            var other = QuotaCatalog.Apply(Handbook, new Dictionary<string, double>(changes.Reverse()));
            Assert.All(QuotaCatalog.All, q => Assert.Equal(q.Read(one), q.Read(other)));
            Assert.All(changes, c => Assert.Equal(c.Value, QuotaCatalog.All.Single(q => q.Code == c.Key).Read(one)));
        });

    [Fact]
    public void The_profiles_differ_where_AWS_starts_accounts_small()
    {
        Assert.Equal((4000, 4000), (Handbook.FargateOnDemandVcpus, Handbook.FargateSpotVcpus));
        var aws = SampleProfiles.Read("aws").Quotas;
        Assert.Equal((6, 6), (aws.FargateOnDemandVcpus, aws.FargateSpotVcpus));
    }

    [Theory]
    [InlineData("ecs:RunTask")]
    [InlineData("ecs:DescribeTasks")]
    [InlineData("ecs:CreateCluster")]
    public void Rates_are_off_until_set(string action) => Assert.Null(RequestRates.Of(action, Handbook));

    [Fact]
    public void One_of_its_two_quotas_switches_a_rate_on_and_the_other_is_as_documented()
    {
        Assert.Equal(("cluster-resource-modify", new TokenBucket(40, 3)), RequestRates.Of("ecs:RunTask", QuotaCatalog.Apply(Handbook, new Dictionary<string, double> { ["L-BE000103"] = 3 })));
        Assert.Equal(("cluster-resource-modify", new TokenBucket(2, 100)), RequestRates.Of("ecs:StopTask", QuotaCatalog.Apply(Handbook, new Dictionary<string, double> { ["L-BE000203"] = 2 })));
        Assert.Null(RequestRates.Of("iam:CreateRole", QuotaCatalog.Apply(Handbook, new Dictionary<string, double> { ["L-BE000103"] = 3 })));
    }
}
