using Berth.Domain.Network;
using CsCheck;

namespace Berth.Domain.Tests.Network.Rulesets;

public sealed class RulesetCompilerTests
{
    private const int Samples = 10_000;
    private static readonly PublicPool Pool = PublicPool.Unclaimed;

    [Fact]
    public void Compiled_rules_let_pass_exactly_what_the_documentation_does() => RandomVpcs.Any.Sample(
        network => Assert.Equal(Expected(network), new RulesetModel(RulesetCompiler.Compile(network.Vpc, network.Cards, Pool, new())).Begin(network.Sender, network.Flow)), iter: Samples);

    [Fact]
    public void The_random_worlds_hold_both_answers_and_every_reason()
    {
        var all = typeof(PathVerdict).GetNestedTypes().Select(t => t.Name).ToHashSet();
        var reasons = new HashSet<string>();

        // Some are rare: as many worlds as it takes, within reason.
        for (var rounds = 0; rounds < 20 && reasons.Count < all.Count; rounds++)
        {
            RandomVpcs.Any.Sample(
                network =>
                {
                    reasons.Add(new PathTracer(network.Vpc, network.Cards).Trace(network.Sender, network.Flow).GetType().Name);
                }, iter: Samples, threads: 1);
        }

        Assert.Equal(all.Order(StringComparer.Ordinal), reasons.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void One_rule_more_never_shuts_what_was_open() => Gen.Select(RandomVpcs.Any, Gen.Int[0, 3], Gen.Bool).Sample((network, group, egress) =>
    {
        var groups = network.Vpc.SecurityGroups.Select((g, i) => i == group ? g with { Rules = [.. g.Rules, new("sgr-new", egress, "tcp", 443, 443, [new Cidr(0, 0)], null)] } : g).ToList();
        var before = new RulesetModel(RulesetCompiler.Compile(network.Vpc, network.Cards, Pool, new())).Begin(network.Sender, network.Flow);
        var after = new RulesetModel(RulesetCompiler.Compile(network.Vpc with { SecurityGroups = groups }, network.Cards, Pool, new())).Begin(network.Sender, network.Flow);
        Assert.True(before is null || before == after);
    });

    [Fact]
    public void Route_ranges_do_not_overlap_and_come_in_order() => RandomVpcs.Any.Sample(network =>
    {
        foreach (var map in RulesetCompiler.Compile(network.Vpc, network.Cards, Pool, new()).Routes)
        {
            Assert.All(map.Ranges, r => Assert.True(r.First <= r.Last));
            Assert.All(map.Ranges.Zip(map.Ranges.Skip(1)), pair => Assert.True(pair.First.Last < pair.Second.First));
        }
    });

    [Theory]
    //          in                      out           untracked out, untracked in
    [InlineData("-1 0.0.0.0/0", "-1 0.0.0.0/0", "6,17", "6,17")]
    [InlineData("tcp:80 0.0.0.0/0", "-1 0.0.0.0/0", "", "6,17")]  // what comes in may go unwatched: everything may answer
    [InlineData("tcp:0 0.0.0.0/0", "-1 10.0.0.0/8", "6", "")]
    [InlineData("tcp:80 10.0.0.0/8", "udp:0 0.0.0.0/0", "", "17")]
    [InlineData("-1 0.0.0.0/1", "-1 128.0.0.0/1", "", "")]
    public void What_everybody_may_answer_is_not_tracked(string ingress, string egress, string untrackedOut, string untrackedIn)
    {
        var vpc = new VpcSnapshot("vpc-1", 1, Cidr.Parse("10.0.0.0/16"))
        {
            Subnets = [new("subnet-1", Cidr.Parse("10.0.0.0/24"), "ap-northeast-1a", "rtb-1", null)],
            RouteTables = [new("rtb-1", [])],
            SecurityGroups = [new("sg-1", [Parse(ingress, isEgress: false), Parse(egress, isEgress: true)])],
        };
        var set = Assert.Single(RulesetCompiler.Compile(vpc, [new("e1", "subnet-1", Cidr.ParseAddress("10.0.0.4"), null, ["sg-1"])], Pool, new()).Combinations);
        Assert.Equal((untrackedOut, untrackedIn), (string.Join(',', set.UntrackedOut), string.Join(',', set.UntrackedIn)));
    }

    /// <summary>Of a rule's members, only those of groups that somebody names are written down.</summary>
    [Fact]
    public void A_group_that_a_rule_names_has_its_members_and_follows_them()
    {
        var vpc = new VpcSnapshot("vpc-1", 1, Cidr.Parse("10.0.0.0/16"))
        {
            Subnets = [new("subnet-1", Cidr.Parse("10.0.0.0/24"), "ap-northeast-1a", "rtb-1", null)],
            RouteTables = [new("rtb-1", [])],
            SecurityGroups = [new("sg-web", [new("sgr", false, "tcp", 80, 80, [], "sg-client")]), new("sg-client", []), new("sg-other", [])],
            Cards = [new("eni-far", "subnet-1", Cidr.ParseAddress("10.0.0.9"), null, ["sg-client"])],
        };
        AttachedCard[] cards = [new("e1", "subnet-1", Cidr.ParseAddress("10.0.0.4"), null, ["sg-web"]), new("e2", "subnet-1", Cidr.ParseAddress("10.0.0.5"), null, ["sg-client", "sg-other"])];
        var members = RulesetCompiler.Compile(vpc, cards, Pool, new()).Members;
        Assert.Equal(["sg-client"], members.Keys);
        Assert.Equal(["10.0.0.5", "10.0.0.9"], members["sg-client"].Select(Cidr.Text));
    }

    private static int? Expected(RandomNetwork network) => new PathTracer(network.Vpc, network.Cards).Trace(network.Sender, network.Flow) is PathVerdict.Passes passes ? passes.Exit : null;

    private static GroupRuleSnapshot Parse(string rule, bool isEgress)
    {
        var (what, range) = (rule.Split(' ')[0].Split(':'), rule.Split(' ')[1]);
        var from = what.Length == 1 ? -1 : int.Parse(what[1], System.Globalization.CultureInfo.InvariantCulture);
        return new("sgr", isEgress, what[0], from, from == 0 ? 65535 : from, [Cidr.Parse(range)], null);
    }
}
