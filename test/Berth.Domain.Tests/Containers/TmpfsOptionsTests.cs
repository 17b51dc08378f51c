using Berth.Domain.Containers;
using CsCheck;

namespace Berth.Domain.Tests.Containers;

public sealed class TmpfsOptionsTests
{
    private static readonly string[] Words = ["exec", "noexec", "ro", "rw", "suid", "mode=700", "mode=777", "shared", "bind", "defaults", "size=1k", "uid=5"];
    private static readonly Gen<string[]> AnyOptions = Gen.Int[0, Words.Length - 1].Select(i => Words[i]).Array[0, 8];

    [Theory]
    [InlineData("", "noexec,nosuid,nodev,size=1048576")]
    [InlineData("defaults", "noexec,nosuid,nodev,size=1048576")]
    [InlineData("exec", "nosuid,nodev,exec,size=1048576")]
    [InlineData("exec,noexec", "nosuid,nodev,noexec,size=1048576")]
    [InlineData("ro,mode=700,uid=5", "noexec,nosuid,nodev,ro,mode=700,uid=5,size=1048576")]
    [InlineData("size=9g,rshared,bind", "noexec,nosuid,nodev,size=1048576")]
    public void Merges_as_docker_does(string options, string merged) => Assert.Equal(merged, string.Join(',', TmpfsOptions.Merge(options.Split(',', StringSplitOptions.RemoveEmptyEntries), 1)));

    [Fact]
    public void Never_shares_never_binds_and_always_has_its_size() =>
        AnyOptions.Sample(options =>
        {
            var merged = TmpfsOptions.Merge(options, 3);
            return merged.Count(o => o.StartsWith("size=", StringComparison.Ordinal)) == 1 && merged[^1] == "size=3145728" && !merged.Contains("shared") && !merged.Contains("bind");
        });

    [Fact]
    public void The_last_word_on_a_subject_stands() => AnyOptions.Sample(options => TmpfsOptions.Merge([.. options, "exec", "ro"], 1) is var merged && merged.Contains("exec") && merged.Contains("ro") && !merged.Contains("noexec") && !merged.Contains("rw"));
}
