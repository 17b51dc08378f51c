using Berth.Domain.ObjectStorage;
using CsCheck;

namespace Berth.Domain.Tests.ObjectStorage;

public sealed class MultipartRulesTests
{
    private const long Enough = MultipartRules.PartBytesMin;

    // Stored: 1 and 2 are large, 3 is small, all with the tag that their number says.
    [Theory]
    [InlineData("1 2 3", "Complete")]
    [InlineData("1", "Complete")]
    [InlineData("3", "Complete")] // The last may be small, and the only one is.
    [InlineData("1 3", "Complete")]
    [InlineData("3 4", "WrongPart")]
    [InlineData("", "Empty")]
    [InlineData("2 1", "WrongOrder")]
    [InlineData("1 1", "WrongOrder")]
    [InlineData("1 9", "WrongPart")]
    [InlineData("1 2x", "WrongPart")] // Another tag.
    [InlineData("1 2s", "Complete")] // With its checksum.
    [InlineData("1 2w", "WrongPart")] // With another's.
    public void Judges(string named, string verdict) => Assert.Equal(verdict, MultipartRules.Judge(Named(named), Stored).GetType().Name);

    [Fact]
    public void A_part_before_the_last_has_a_least_size()
    {
        PartRecord[] stored = [Part(1, Enough - 1), Part(2, 1)];
        Assert.Equal(1, Assert.IsType<CompletionVerdict.TooSmall>(MultipartRules.Judge(Named("1 2"), stored)).Part.Number);
        Assert.IsType<CompletionVerdict.Complete>(MultipartRules.Judge(Named("1 2"), [Part(1, Enough), Part(2, 0)]));
    }

    [Fact]
    public void The_tag_is_the_md5_of_the_md5s() =>
        Assert.Equal("c8f14c1f4aa5cbb8ea8fbf9a7a1b6d1f-2".Length, MultipartRules.ETagOf([Part(1, 1), Part(2, 1)]).Length);

    /// <summary>Safety: what is completed is what was named, in rising order, with nothing small inside.</summary>
    [Fact]
    public void Never_makes_an_object_of_anything_else() => Any.Sample((stored, named) =>
        MultipartRules.Judge(named, stored) is not CompletionVerdict.Complete ready
        || (ready.Parts.Select(p => p.Number).SequenceEqual(named.Select(n => n.Number))
            && ready.Parts.Zip(ready.Parts.Skip(1)).All(p => p.First.Number < p.Second.Number && p.First.Size >= Enough)
            && ready.Size == ready.Parts.Sum(p => p.Size)));

    /// <summary>Liveness: whoever names all parts that it put, in order, large enough, always gets its object.</summary>
    [Fact]
    public void Always_completes_what_was_put() => Gen.Int[1, 50].Sample(count =>
    {
        var stored = Enumerable.Range(1, count).Select(n => Part(n * 3, n == count ? 1 : Enough)).ToList();
        return MultipartRules.Judge([.. stored.Select(p => new NamedPart(p.Number, p.ETag, null))], stored) is CompletionVerdict.Complete;
    });

    private static readonly PartRecord[] Stored = [Part(1, Enough), Part(2, Enough), Part(3, 7)];

    private static readonly Gen<(List<PartRecord>, List<NamedPart>)> Any =
        from sizes in Gen.OneOf(Gen.Const(Enough), Gen.Long[0, 2 * Enough]).Array[1, 8]
        from numbers in Gen.Int[1, 9].Array[0, 8]
        let stored = sizes.Select((size, at) => Part(at + 1, size)).ToList()
        select (stored, numbers.Select(n => new NamedPart(n, Part(n, 0).ETag, null)).ToList());

    private static PartRecord Part(int number, long size) => new(number, $"file{number}", size, $"{number:x32}", DateTimeOffset.UnixEpoch, new("CRC32", $"sum{number}", "FULL_OBJECT"));

    private static List<NamedPart> Named(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(t => new NamedPart(
        t[0] - '0', t.EndsWith('x') ? "other" : $"{t[0] - '0':x32}", t[^1] switch { 's' => $"sum{t[0]}", 'w' => "other", _ => null }))];
}
