using Berth.Domain.Parameters;
using CsCheck;

namespace Berth.Domain.Tests.Parameters;

public sealed class ParameterHistoryTests
{
    private static readonly DateTimeOffset Now = new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);

    private static readonly Gen<(bool Adds, int Number, string[] Labels)> AnyStep =
        Gen.Select(Gen.Bool, Gen.Int[1, 8], Gen.Char["abcdefghijklmn"].Array[1, 10]).Select((adds, number, labels) => (adds, number, labels.Distinct().Select(c => c.ToString()).ToArray()));

    public static ParameterVersion Version(long number, params string[] labels) => new(number, "String", "", null, null, null, "Standard", "text", Now, "me") { Labels = labels };

    [Theory]
    [InlineData(1, 0)]
    [InlineData(99, 0)]
    [InlineData(100, 1)]
    public void Beyond_a_hundred_the_oldest_goes(int count, int gone)
    {
        var versions = ParameterHistory.Add(Many(count), Version(count + 1))!;
        Assert.Equal((count + 1 - gone, 1 + gone, count + 1), (versions.Count, (int)versions[0].Number, (int)versions[^1].Number));
    }

    [Fact]
    public void The_oldest_with_a_label_stays_and_nothing_new_is_taken() => Assert.Null(ParameterHistory.Add([Version(1, "wanted"), .. Many(100).Skip(1)], Version(101)));

    [Theory]
    [InlineData("prod", "1:old 2:prod 3", "")]
    [InlineData("old", "1 2:old 3", "")] // it moves
    [InlineData("prod,9lives,aws-x,SSM,a b", "1:old 2:prod 3", "9lives,aws-x,SSM,a b")]
    [InlineData("a,a", "1:old 2:a 3", "")]
    [InlineData("a.b-c_9", "1:old 2:a.b-c_9 3", "")]
    public void Labels_are_given_to_one_version(string labels, string after, string invalid)
    {
        var (versions, refused) = ParameterHistory.Label([Version(1, "old"), Version(2), Version(3)], 2, labels.Split(','));
        Assert.Equal((after, invalid), (Show(versions!), string.Join(',', refused)));
    }

    [Fact]
    public void A_label_has_an_end()
    {
        Assert.Empty(ParameterHistory.Label(Many(1), 1, [new('a', 100)]).Invalid);
        Assert.Single(ParameterHistory.Label(Many(1), 1, [new('b', 101)]).Invalid);
    }

    [Fact]
    public void Ten_labels_and_no_more()
    {
        var (ten, _) = ParameterHistory.Label(Many(1), 1, ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"]);
        Assert.Equal(10, ten![0].Labels.Count);
        Assert.Null(ParameterHistory.Label(ten, 1, ["k"]).Versions);
        Assert.NotNull(ParameterHistory.Label(ten, 1, ["a"]).Versions);
    }

    [Fact]
    public void A_label_is_taken_away_where_it_is()
    {
        var (versions, removed) = ParameterHistory.Unlabel([Version(1, "a"), Version(2, "b", "c")], 2, ["a", "b"]);
        Assert.Equal(("1:a 2:c", "b"), (Show(versions), string.Join(',', removed)));
    }

    /// <summary>Safety: a label is at one version at most, none has more than ten, a hundred versions stay, and what has a label stays.</summary>
    [Fact]
    public void Never_doubles_or_loses_a_label() => AnyStep.Array[0, 60].Sample(steps =>
    {
        IReadOnlyList<ParameterVersion> versions = Many(95);
        foreach (var (adds, number, labels) in steps)
        {
            var before = versions;
            if (adds) versions = ParameterHistory.Add(versions, Version(versions[^1].Number + 1)) ?? versions;
            else if (versions.Any(v => v.Number == number)) versions = ParameterHistory.Label(versions, number, labels).Versions ?? versions;
            var all = versions.SelectMany(v => v.Labels).ToList();
            if (all.Count != all.Distinct().Count() || versions.Any(v => v.Labels.Count > ParameterHistory.LabelsPerVersionMax) || versions.Count > ParameterHistory.VersionsMax) return false;
            if (!before.SelectMany(v => v.Labels).All(all.Contains)) return false;
        }

        return true;
    });

    /// <summary>Liveness: while nothing is labelled, every new version is taken and is the newest.</summary>
    [Fact]
    public void Always_takes_a_new_version_while_nothing_holds_the_oldest() => Gen.Int[1, 300].Sample(count =>
    {
        IReadOnlyList<ParameterVersion> versions = Many(1);
        for (var number = 2; number <= count + 1; number++)
        {
            if (ParameterHistory.Add(versions, Version(number)) is not { } next || next[^1].Number != number) return false;
            versions = next;
        }

        return true;
    });

    private static IReadOnlyList<ParameterVersion> Many(int count) => [.. Enumerable.Range(1, count).Select(n => Version(n))];

    private static string Show(IReadOnlyList<ParameterVersion> versions) => string.Join(' ', versions.Select(v => v.Number + (v.Labels.Count == 0 ? "" : ":" + string.Join(',', v.Labels))));
}
