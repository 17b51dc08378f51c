using Berth.Domain.Profiles;
using Berth.Testing.Records;

namespace Berth.Domain.Tests.Profiles;

public sealed class ProfileTests
{
    [Theory]
    [InlineData("handbook", 256, 512, true)]
    [InlineData("handbook", 256, 3072, false)]
    [InlineData("handbook", 4096, 30720, true)]
    [InlineData("handbook", 8192, 16384, false)]
    [InlineData("aws", 8192, 16384, true)]
    [InlineData("aws", 16384, 122880, true)]
    [InlineData("aws", 16384, 33792, false)]
    public void Fargate_sizes(string profile, int cpuUnits, int memoryMib, bool allowed) =>
        Assert.Equal(allowed, SampleProfiles.Read(profile).AllowsOnFargate(cpuUnits, memoryMib));

    [Fact]
    public void A_member_nobody_knows_is_an_error_not_a_setting_without_effect() =>
        Assert.Contains("fargateSise", Assert.Throws<InvalidDataException>(() => Profile.Read("""{"fargateSise":[]}""")).Message, StringComparison.Ordinal);
}
