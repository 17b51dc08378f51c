using Berth.Domain.Secrets;
using CsCheck;

namespace Berth.Domain.Tests.Secrets;

public sealed class RandomPasswordTests
{
    private static readonly PasswordWish Plain = new(32, "", true, true, true, true, false, true);

    private static readonly Gen<PasswordWish> AnyWish = Gen.Select(Gen.Int[1, 60], Gen.Char["abcXYZ019!/ "].Array[0, 12], Gen.Int[0, 63]).Select((length, excluded, bits) =>
        new PasswordWish(length, new string(excluded), (bits & 1) == 0, (bits & 2) == 0, (bits & 4) == 0, (bits & 8) == 0, (bits & 16) == 0, (bits & 32) == 0));

    // Chance that always says 0 takes the first of each kind, then the first of all, and shuffles by a fixed rule.
    [Theory]
    [InlineData(4, "", "aA0!")]
    [InlineData(4, "a", "Ab0!")]
    [InlineData(3, "", null)] // four kinds do not fit
    [InlineData(3, "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", "0aA")]
    public void One_of_each_kind_when_it_is_demanded(int length, string excluded, string? letters) =>
        Assert.Equal(letters is null ? null : string.Concat(letters.Order()), Make(Plain with { Length = length, Excluded = excluded }) is { } made ? string.Concat(made.Order()) : null);

    [Fact]
    public void Nothing_can_be_made_of_nothing() => Assert.Null(Make(new(8, "", false, false, false, false, false, false)));

    [Fact]
    public void A_space_is_in_it_only_when_it_is_wished()
    {
        Assert.DoesNotContain(' ', Plain.Kinds.SelectMany(k => k));
        Assert.Contains(' ', (Plain with { Space = true }).Kinds.SelectMany(k => k));
    }

    /// <summary>Safety: nothing that was excluded, nothing of a kind that was not wished, never another length.</summary>
    [Fact]
    public void Never_holds_what_was_excluded() => Gen.Select(AnyWish, Gen.Int[0, int.MaxValue]).Sample((wish, seed) =>
        Make(wish, seed) is not { } made || (made.Length == wish.Length && !made.Any(wish.Excluded.Contains) && made.All(c => wish.Kinds.Any(k => k.Contains(c))) && (!wish.EachType || wish.Kinds.All(k => made.Any(k.Contains)))));

    /// <summary>Liveness: what can be made is made.</summary>
    [Fact]
    public void Always_is_made_when_it_can_be() => Gen.Select(AnyWish, Gen.Int[0, int.MaxValue]).Sample((wish, seed) =>
        Make(wish, seed) is not null == (wish.Kinds.Count > 0 && (!wish.EachType || wish.Kinds.Count <= wish.Length)));

    private static string? Make(PasswordWish wish) => RandomPassword.Make(wish, _ => 0);

    private static string? Make(PasswordWish wish, int seed)
    {
        var state = (uint)seed;
        return RandomPassword.Make(wish, below => (int)((state = (state * 1664525) + 1013904223) % (uint)below));
    }
}
