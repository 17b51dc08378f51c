using Berth.Domain.Profiles;
using Berth.Testing;
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

    [Theory]
    [InlineData("handbook", 50, 200)]
    [InlineData("aws", 100, 200)]
    public void Defaults_of_services(string profile, int minimum, int maximum) => Assert.Equal(new ServiceDefaults { MinimumHealthyPercent = minimum, MaximumPercent = maximum }, SampleProfiles.Read(profile).ServiceDefaults);

    [Theory]
    [InlineData("\"minimumHealthyPercent\": 50, ", "", "minimumHealthyPercent")]
    [InlineData("\"minimumHealthyPercent\": 50, ", "\"minimumHealthyPercent\": 50, \"maximumPercents\": 1, ", "maximumPercents")]
    public void Defaults_of_services_are_read_strictly(string part, string instead, string named)
    {
        var json = File.ReadAllText(Path.Combine(Repository.Root, "profiles", "handbook.json"));
        Assert.Contains(part, json, StringComparison.Ordinal);
        Assert.Contains(named, Assert.Throws<InvalidDataException>(() => Profile.Read(json.Replace(part, instead, StringComparison.Ordinal))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_member_nobody_knows_is_an_error_not_a_setting_without_effect() =>
        Assert.Contains("fargateSise", Assert.Throws<InvalidDataException>(() => Profile.Read("""{"fargateSise":[]}""")).Message, StringComparison.Ordinal);
}
