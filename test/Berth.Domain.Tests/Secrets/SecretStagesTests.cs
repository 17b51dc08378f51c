using Berth.Domain.Secrets;
using CsCheck;

namespace Berth.Domain.Tests.Secrets;

/// <summary>Versions are written oldest first with their stages: <c>a:P b:C,blue c</c>; C is AWSCURRENT, P AWSPREVIOUS.</summary>
public sealed class SecretStagesTests
{
    private static readonly DateTimeOffset Now = new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);
    private static readonly string[] StageNames = [SecretStages.Current, SecretStages.Previous, "AWSPENDING", "blue", "green"];

    private static readonly Gen<Step> AnyStep = Gen.Select(Gen.Bool, Gen.Int[0, 7], Gen.Int[0, 7], Gen.Int[0, StageNames.Length - 1], Gen.Int[0, StageNames.Length - 1]).Select((adds, from, to, stage, second) => new Step(adds, from, to, StageNames[stage], StageNames[second]));

    private sealed record Step(bool Adds, int From, int To, string Stage, string Second);

    [Theory]
    [InlineData("", "a:C", "a:C", "")]
    [InlineData("a:C", "b:C", "a:P b:C", "")]
    [InlineData("a:P b:C", "c:C", "a b:P c:C", "")]
    [InlineData("a:C", "b:AWSPENDING", "a:C b:AWSPENDING", "")]
    [InlineData("a:C,blue", "b:blue", "a:C b:blue", "")]
    [InlineData("a:C,blue", "b:C,blue", "a:P b:C,blue", "")]
    [InlineData("a:P b:C", "c:C,P", "a b c:C,P", "")]
    [InlineData("a:P b:C", "c:P", "a b:C c:P", "")]
    [InlineData("a:C", "b:C,C", "a:P b:C", "")]
    public void A_new_version_takes_its_stages(string before, string added, string after, string removed)
    {
        var (versions, gone) = SecretStages.Add(Read(before), Read(added)[0]);
        Assert.Equal((after, removed), (Show(versions), string.Join(' ', gone)));
    }

    [Fact]
    public void Beyond_a_hundred_the_oldest_without_a_stage_goes()
    {
        var full = Read("old:blue x y " + string.Join(' ', Enumerable.Range(0, 96).Select(n => $"n{n}")) + " last:C");
        var (versions, gone) = SecretStages.Add(full, Read("new:C")[0]);
        Assert.Equal(["x"], gone);
        Assert.Equal((100, "old", "y"), (versions.Count, versions[0].VersionId, versions[1].VersionId));
    }

    [Fact]
    public void What_has_a_stage_is_kept_beyond_a_hundred_for_the_caller_to_refuse()
    {
        var (versions, gone) = SecretStages.Add(Read(string.Join(' ', Enumerable.Range(0, 99).Select(n => $"n{n}:s{n}")) + " last:C"), Read("new:C")[0]);
        Assert.Equal((101, 0), (versions.Count, gone.Count));
    }

    [Theory]
    [InlineData("a:P b:C", "C", "b", "a", "a:C b:P", null)] // rolled back
    [InlineData("a b:P c:C", "C", "c", "a", "a:C b c:P", null)]
    [InlineData("a:C b", "blue", null, "b", "a:C b:blue", null)]
    [InlineData("a:C,blue b", "blue", "a", "b", "a:C b:blue", null)]
    [InlineData("a:C,blue", "blue", "a", null, "a:C", null)]
    [InlineData("a:C,blue", "blue", null, "a", "a:C,blue", null)] // there already
    [InlineData("a:C,blue", "blue", "a", "a", "a:C,blue", null)]
    [InlineData("a:P b:C", "C", null, "a", "a:P b:C", StageRefusal.MustSayFrom)]
    [InlineData("a:P b:C", "C", "a", "b", "a:P b:C", StageRefusal.NotThere)]
    [InlineData("a:C", "C", "a", null, "a:C", StageRefusal.CurrentMustBeSomewhere)]
    [InlineData("a:C", "C", null, null, "a:C", StageRefusal.NothingAsked)]
    [InlineData("a:C", "C", "a", "z", "a:C", StageRefusal.NoSuchVersion)]
    [InlineData("a:C", "C", "z", "a", "a:C", StageRefusal.NoSuchVersion)]
    [InlineData("a:C", "blue", "a", null, "a:C", StageRefusal.NotThere)]
    [InlineData("a:C b:1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20", "blue", null, "b", "a:C b:1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20", StageRefusal.TooMany)]
    [InlineData("a:C b:P,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20", "C", "a", "b", "a:P b:2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,C", null)] // AWSPREVIOUS makes room
    public void A_stage_moves(string before, string stage, string? from, string? to, string after, StageRefusal? refusal)
    {
        var (versions, refused) = SecretStages.Move(Read(before), Long(stage), from, to);
        Assert.Equal((after, refusal), (Show(versions), refused));
    }

    /// <summary>Safety: whatever is asked, a stage is at one version at most, AWSCURRENT somewhere, and no version twice.</summary>
    [Fact]
    public void Never_loses_the_current_version_nor_doubles_a_stage() => AnyStep.Array[0, 40].Sample(steps =>
    {
        var versions = Read("v:C");
        for (var i = 0; i < steps.Length; i++)
        {
            var step = steps[i];
            if (step.Adds) versions = SecretStages.Add(versions, new($"v{i}", step.Stage == step.Second ? [step.Stage] : [step.Stage, step.Second], Now, "k")).Versions;
            else versions = SecretStages.Move(versions, step.Stage, step.From < versions.Count ? versions[step.From].VersionId : null, step.To < versions.Count ? versions[step.To].VersionId : null).Versions;
            var stages = versions.SelectMany(v => v.Stages).ToList();
            if (stages.Count != stages.Distinct().Count() || stages.Count(s => s == SecretStages.Current) != 1) return false;
            if (versions.Select(v => v.VersionId).Distinct().Count() != versions.Count) return false;
        }

        return true;
    });

    /// <summary>Safety: a version with a stage never goes, and no more than a hundred stay unless each has one.</summary>
    [Fact]
    public void Never_drops_what_is_named() => Gen.Select(Gen.Int[0, 130], Gen.Int[1, 9]).Sample((count, every) =>
    {
        var versions = Read("v:C");
        for (var i = 0; i < count; i++)
        {
            var before = versions;
            (versions, var gone) = SecretStages.Add(versions, new($"v{i}", i % every == 0 ? [$"s{i}"] : [], Now, "k"));
            if (before.Any(v => v.Stages.Count > 0 && gone.Contains(v.VersionId))) return false;
            if (versions.Count > SecretStages.VersionsMax && versions.Any(v => v.Stages.Count == 0 && v.VersionId != $"v{i}")) return false;
        }

        return true;
    });

    /// <summary>Liveness: a new current version is current, and the one before it previous.</summary>
    [Fact]
    public void Always_becomes_current_when_it_is_put() => Gen.Int[1, 150].Sample(count =>
    {
        var versions = Read("v0:C");
        for (var i = 1; i <= count; i++) versions = SecretStages.Add(versions, new($"v{i}", [SecretStages.Current], Now, "k")).Versions;
        return versions[^1].VersionId == $"v{count}" && versions[^1].Stages is [SecretStages.Current] && versions[^2].VersionId == $"v{count - 1}" && versions[^2].Stages is [SecretStages.Previous] && versions.Count <= SecretStages.VersionsMax;
    });

    private static IReadOnlyList<SecretVersion> Read(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(v => v.Split(':')).Select(v => new SecretVersion(v[0], v.Length == 1 ? [] : [.. v[1].Split(',').Select(Long)], Now, "k"))];

    private static string Show(IReadOnlyList<SecretVersion> versions) => string.Join(' ', versions.Select(v => v.VersionId + (v.Stages.Count == 0 ? "" : ":" + string.Join(',', v.Stages.Select(Short)))));

    private static string Long(string stage) => stage switch { "C" => SecretStages.Current, "P" => SecretStages.Previous, _ => stage };

    private static string Short(string stage) => stage switch { SecretStages.Current => "C", SecretStages.Previous => "P", _ => stage };
}
