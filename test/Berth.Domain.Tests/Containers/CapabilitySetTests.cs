using Berth.Domain.Containers;
using CsCheck;

namespace Berth.Domain.Tests.Containers;

public sealed class CapabilitySetTests
{
    private static readonly string[] Spellings = [.. CapabilitySet.Known, "ALL", "chown", "sys_admin"];
    private static readonly Gen<string> AnyKnown = Gen.Int[0, CapabilitySet.Known.Count - 1].Select(i => CapabilitySet.Known[i]);
    private static readonly Gen<string[]> AnyNames = Gen.Int[0, Spellings.Length - 1].Select(i => Spellings[i]).Array[0, 6];

    [Theory]
    [InlineData("", "", 14, "CAP_CHOWN", "CAP_SYS_PTRACE")]
    [InlineData("SYS_PTRACE", "", 15, "CAP_SYS_PTRACE", "CAP_SYS_ADMIN")]
    [InlineData("cap_sys_ptrace", "", 15, "CAP_SYS_PTRACE", "CAP_SYS_ADMIN")]
    [InlineData("", "CHOWN", 13, "CAP_KILL", "CAP_CHOWN")]
    [InlineData("NET_ADMIN", "ALL", 1, "CAP_NET_ADMIN", "CAP_CHOWN")]
    [InlineData("ALL", "MKNOD", 40, "CAP_SYS_ADMIN", "CAP_MKNOD")]
    [InlineData("ALL", "ALL", 41, "CAP_CHOWN", null)]
    [InlineData("CHOWN", "CHOWN", 14, "CAP_CHOWN", null)]
    public void Chooses_as_docker_does(string added, string dropped, int count, string has, string? hasNot)
    {
        var chosen = CapabilitySet.Choose(Words(added), Words(dropped), CapabilitySet.Known.ToHashSet());
        Assert.Equal(count, chosen.Count);
        Assert.Contains(has, chosen);
        if (hasNot is not null) Assert.DoesNotContain(hasNot, chosen);
    }

    [Fact]
    public void Nobody_gets_what_the_node_does_not_have() =>
        Gen.Select(AnyNames, AnyNames, Gen.ULong).Sample((added, dropped, mask) =>
        {
            var available = CapabilitySet.OfMask(mask).ToHashSet();
            return CapabilitySet.Choose(added, dropped, available).All(available.Contains);
        });

    [Fact]
    public void What_is_added_by_name_is_there_and_the_order_of_words_does_not_matter() =>
        Gen.Select(AnyKnown.Array[1, 6], AnyNames).Sample((added, dropped) =>
        {
            var chosen = CapabilitySet.Choose(added, dropped, CapabilitySet.Known.ToHashSet());
            return added.All(chosen.Contains) && chosen.SequenceEqual(CapabilitySet.Choose([.. added.Reverse()], [.. dropped.Reverse()], CapabilitySet.Known.ToHashSet()));
        });

    [Fact]
    public void A_mask_names_its_bits() => Assert.Equal(["CAP_CHOWN", "CAP_SYS_PTRACE", "CAP_CHECKPOINT_RESTORE"], CapabilitySet.OfMask(1UL | 1UL << 19 | 1UL << 40 | 1UL << 63));

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
