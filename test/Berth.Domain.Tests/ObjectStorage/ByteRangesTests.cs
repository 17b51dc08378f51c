using Berth.Domain.ObjectStorage;
using CsCheck;

namespace Berth.Domain.Tests.ObjectStorage;

public sealed class ByteRangesTests
{
    [Theory]
    [InlineData(null, 10, "Whole { }")]
    [InlineData("bytes=0-3", 10, "Part { First = 0, Last = 3, Length = 4 }")]
    [InlineData("bytes=4-", 10, "Part { First = 4, Last = 9, Length = 6 }")]
    [InlineData("bytes=-3", 10, "Part { First = 7, Last = 9, Length = 3 }")]
    [InlineData("bytes=-30", 10, "Part { First = 0, Last = 9, Length = 10 }")]
    [InlineData("bytes=0-99", 10, "Part { First = 0, Last = 9, Length = 10 }")]
    [InlineData("bytes=10-", 10, "Unsatisfiable { }")]
    [InlineData("bytes=-0", 10, "Unsatisfiable { }")]
    [InlineData("bytes=0-", 0, "Unsatisfiable { }")]
    [InlineData("bytes=5-3", 10, "Whole { }")]
    [InlineData("bytes=0-1,4-5", 10, "Whole { }")]
    [InlineData("lines=0-1", 10, "Whole { }")]
    [InlineData("bytes=a-b", 10, "Whole { }")]
    [InlineData("bytes=-", 10, "Whole { }")]
    public void Reads(string? header, long size, string range) => Assert.Equal(range, ByteRanges.Read(header, size).ToString());

    /// <summary>Safety: never a byte that is not there.</summary>
    [Fact]
    public void Never_leaves_the_object() => Gen.Select(Gen.Long[0, 100], Gen.OneOf(Gen.Int[-5, 120].Select(n => $"{n}"), Gen.Const("")), Gen.OneOf(Gen.Int[0, 120].Select(n => $"{n}"), Gen.Const(""))).Sample((size, first, last) =>
        ByteRanges.Read($"bytes={first}-{last}", size) is not ByteRange.Part part || (part.First >= 0 && part.First <= part.Last && part.Last < size));

    /// <summary>Liveness: pieces asked for one after the other are all of it.</summary>
    [Fact]
    public void Always_gets_through() => Gen.Select(Gen.Long[1, 1000], Gen.Long[1, 300]).Sample((size, step) =>
    {
        var at = 0L;
        while (ByteRanges.Read($"bytes={at}-{at + step - 1}", size) is ByteRange.Part part && part.First == at) at += part.Length;
        return at == size;
    });
}
