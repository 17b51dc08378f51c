using Berth.Domain.Access;
using Berth.Testing.Access;
using CsCheck;

namespace Berth.Domain.Tests.Access;

public sealed class AccessPropertyTests
{
    private static readonly Gen<PolicySource> Source = RandomAccesses.Pick(Enum.GetValues<PolicySource>());

    [Fact]
    public void Agrees_with_a_second_evaluator_that_was_written_apart() => RandomAccesses.Any.Sample(
        world => Assert.Equal(new NaiveEvaluator(world.Documents, world.ResourceMustAllow).Decide(world.Action, world.Resource, world.Principal, world.Keys), world.Decide()), iter: 10_000);

    [Fact]
    public void Agrees_about_the_policies_that_speed_is_measured_with()
    {
        var naive = new NaiveEvaluator(new Dictionary<PolicySource, IReadOnlyList<string>> { [PolicySource.Identity] = [.. SamplePolicies.Policies.Select(p => p.Document)] }, resourceMustAllow: false);
        var sets = new AccessPolicySets(AccessPolicies.Compile(SamplePolicies.Policies), null, null, null, null);
        Assert.All(SamplePolicies.Questions, q => Assert.Equal(
            naive.Decide(q.Action, q.Resource, SamplePolicies.Principal, q.Keys.Names.ToDictionary(n => n, n => q.Keys.Find(n)!)), AccessEvaluator.Decide(q.Action, q.Resource, SamplePolicies.Principal, q.Keys, sets).Verdict));
        Assert.All(SamplePolicies.Policies, p => Assert.Null(PolicyGrammar.Check(p.Document, PolicyUse.Managed)));
    }

    [Fact]
    public void The_random_worlds_reach_every_verdict()
    {
        var seen = new System.Collections.Concurrent.ConcurrentDictionary<AccessVerdict, bool>();
        RandomAccesses.Any.Sample(world => seen.TryAdd(world.Decide(), true) || true, iter: 5_000);
        Assert.Equal(Enum.GetValues<AccessVerdict>(), seen.Keys.Order());
    }

    [Fact]
    public void Safety_a_deny_always_wins() => Gen.Select(RandomAccesses.Any, Source).Sample((world, source) =>
    {
        // Root and services are not bound by policies of identities.
        if (source is not (PolicySource.Resource or PolicySource.Endpoint) && (world.Principal.IsRoot || world.Principal.Service is not null)) return;
        var denying = new RandomPolicy(true, [$$"""{"Effect":"Deny","Action":"{{world.Action}}","Resource":"*"{{(source is PolicySource.Resource or PolicySource.Endpoint ? ",\"Principal\":\"*\"" : "")}}}"""]);
        var denied = world.With(source, [.. world.Policies.GetValueOrDefault(source, []), denying]).Decision();
        Assert.InRange(denied.Verdict, AccessVerdict.DeniedByIdentityPolicy, AccessVerdict.DeniedByEndpointPolicy);
        Assert.NotNull(denied.Policy);
    }, iter: 3_000);

    [Fact]
    public void Safety_without_a_policy_that_allows_only_root_may() => RandomAccesses.Any.Sample(world =>
    {
        var allowed = world with { Policies = world.Policies.ToDictionary(p => p.Key, p => (IReadOnlyList<RandomPolicy>)[.. p.Value.Select(d => d with { Statements = [.. d.Statements.Where(s => s.Contains("\"Deny\"", StringComparison.Ordinal))] })]) };
        Assert.True(allowed.Decide() != AccessVerdict.Allowed || (world.Principal.IsRoot && !world.ResourceMustAllow && !world.Policies.ContainsKey(PolicySource.Endpoint)));
    }, iter: 3_000);

    [Fact]
    public void Safety_an_added_allow_never_removes_a_permission() =>
        Gen.Select(RandomAccesses.Any, Source).SelectMany((world, source) => RandomAccesses.Statement(source, "Allow").Select(added => (world, source, added))).Sample(t =>
        {
            if (!t.world.Policies.TryGetValue(t.source, out var policies)) return;
            var more = t.world.With(t.source, [.. policies, new(true, [t.added])]);
            if (t.world.Decide() == AccessVerdict.Allowed) Assert.Equal(AccessVerdict.Allowed, more.Decide());
        }, iter: 5_000);

    [Fact]
    public void Liveness_identity_policies_that_allow_everything_suffice_where_nothing_else_speaks() => RandomAccesses.Any.Sample(world =>
    {
        var open = world with { Policies = new Dictionary<PolicySource, IReadOnlyList<RandomPolicy>> { [PolicySource.Identity] = [new(true, ["""{"Effect":"Allow","Action":"*","Resource":"*"}"""])] }, ResourceMustAllow = false };
        Assert.Equal(world.Principal.Service is null ? AccessVerdict.Allowed : AccessVerdict.NoResourcePolicyAllows, open.Decide());
    });

    [Fact]
    public void Order_of_policies_and_statements_never_matters() => Gen.Select(RandomAccesses.Any, Gen.Int[0, 1_000_000]).Sample((world, seed) =>
    {
        var dice = new Random(seed);
        T[] Shuffle<T>(IReadOnlyList<T> all)
        {
            var copy = all.ToArray();
            dice.Shuffle(copy);
            return copy;
        }

        var shuffled = world with { Policies = world.Policies.ToDictionary(p => p.Key, p => (IReadOnlyList<RandomPolicy>)Shuffle([.. p.Value.Select(d => d with { Statements = Shuffle(d.Statements) })])) };
        Assert.Equal(world.Decide(), shuffled.Decide());
    }, iter: 3_000);

    [Fact]
    public void The_simulator_and_the_evaluator_say_the_same() => RandomAccesses.Any.Sample(world =>
    {
        var simulated = AccessSimulator.Simulate(world.Action, world.Resource, world.Principal, new(world.Keys), world.Sets());
        Assert.Equal(world.Decide(), simulated.Verdict);
        if (simulated.Result == SimulatedResult.ImplicitDeny) Assert.Empty(simulated.Matched);
        else if (simulated.Result == SimulatedResult.ExplicitDeny || !world.Principal.IsRoot) Assert.NotEmpty(simulated.Matched);
    }, iter: 2_000);
}
