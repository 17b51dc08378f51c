using Berth.Domain.Keys;
using CsCheck;

namespace Berth.Domain.Tests.Keys;

public sealed class EncryptionContextTests
{
    private static readonly Gen<string> AnyText = Gen.Char["ab1:2"].Array[0, 4].Select(c => new string(c));

    private static readonly Gen<Dictionary<string, string>> AnyContext = Gen.Select(AnyText, AnyText).Array[0, 3].Select(pairs => pairs.GroupBy(p => p.Item1).ToDictionary(g => g.Key, g => g.First().Item2));

    [Theory]
    [InlineData("", "")]
    [InlineData("a=b", "1:a1:b")]
    [InlineData("b=2 a=1", "1:a1:11:b1:2")]
    [InlineData("a=", "1:a0:")]
    public void Is_one_text(string context, string text) =>
        Assert.Equal(text, EncryptionContext.Text(context.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToDictionary(p => p.Split('=')[0], p => p.Split('=')[1])));

    /// <summary>Safety: two contexts that differ never have one text, however their parts run into each other.</summary>
    [Fact]
    public void Never_is_the_text_of_another() => Gen.Select(AnyContext, AnyContext).Sample((one, other) =>
        (EncryptionContext.Text(one) == EncryptionContext.Text(other)) == (one.Count == other.Count && one.All(p => other.TryGetValue(p.Key, out var value) && value == p.Value)));

    /// <summary>Liveness: who names the same parts in any order opens it.</summary>
    [Fact]
    public void Always_is_the_same_in_any_order() => AnyContext.Sample(context => EncryptionContext.Text(context) == EncryptionContext.Text(context.Reverse().ToDictionary()));
}
