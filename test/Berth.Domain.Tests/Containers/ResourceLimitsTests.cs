using Berth.Domain.Containers;
using CsCheck;

namespace Berth.Domain.Tests.Containers;

public sealed class ResourceLimitsTests
{
    private static readonly string[] Names = ["nofile", "core", "nproc"];

    private static readonly Gen<long> AnyLimit = Gen.OneOf(Gen.Const(ResourceLimits.Unlimited), Gen.Long[0, 100_000]);

    private static readonly Gen<ResourceLimit> AnyAsked =
        Gen.Select(Gen.Int[0, 2].Select(i => Names[i]), AnyLimit, AnyLimit).Where((_, soft, hard) => Height(soft) <= Height(hard)).Select((name, soft, hard) => new ResourceLimit(name, soft, hard));

    //          asked            ceilings     given
    [Theory]
    [InlineData("", "", "nofile=65535:65535")]
    [InlineData("", "nofile=20", "nofile=20:20 lowered nofile")]
    [InlineData("nofile=10:30", "nofile=20", "nofile=10:20 lowered nofile")]
    [InlineData("nofile=10:15", "nofile=20", "nofile=10:15")]
    [InlineData("core=-1:-1", "", "core=-1:-1 nofile=65535:65535")]
    [InlineData("core=5:-1", "core=9", "core=5:9 nofile=65535:65535 lowered core")]
    [InlineData("core=0:0", "core=-1", "core=0:0 nofile=65535:65535")]
    [InlineData("core=1:1 core=2:2", "", "core=2:2 nofile=65535:65535")]
    public void Chooses(string asked, string ceilings, string given)
    {
        var plan = ResourceLimits.Choose(
            Words(asked).Select(w => w.Split('=', ':')).Select(p => new ResourceLimit(p[0], Number(p[1]), Number(p[2]))), Words(ceilings).Select(w => w.Split('=')).ToDictionary(p => p[0], p => Number(p[1])));
        var text = string.Join(' ', plan.Limits.Select(l => $"{l.Name}={l.Soft}:{l.Hard}"));
        Assert.Equal(given, plan.Lowered.Count == 0 ? text : $"{text} lowered {string.Join(' ', plan.Lowered)}");
    }

    [Fact]
    public void Never_above_what_the_node_can_give_and_never_soft_above_hard() =>
        Gen.Select(AnyAsked.Array[0, 5], AnyLimit).Sample((asked, ceiling) =>
            ResourceLimits.Choose(asked, new Dictionary<string, long> { ["core"] = ceiling, ["nofile"] = ceiling }).Limits.All(l => Height(l.Soft) <= Height(l.Hard) && (l.Name == "nproc" || Height(l.Hard) <= Height(ceiling))));

    [Fact]
    public void What_the_node_can_give_is_given_as_asked() =>
        AnyAsked.Array[1, 5].Sample(asked =>
        {
            var plan = ResourceLimits.Choose(asked, new Dictionary<string, long>());
            return plan.Lowered.Count == 0 && asked.Reverse().DistinctBy(l => l.Name).All(plan.Limits.Contains);
        });

    private static long Height(long limit) => limit == ResourceLimits.Unlimited ? long.MaxValue : limit;

    private static long Number(string text) => long.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
