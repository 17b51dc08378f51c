using Berth.Domain.Accounts;

namespace Berth.Domain.Tests.Accounts;

public sealed class AccountSettingsTests
{
    private const string Me = "arn:aws:iam::123456789012:user/me";

    [Fact]
    public void An_own_choice_wins_over_everybodys_and_that_over_the_default_of_ecs()
    {
        AccountSettingRecord everybody = new("containerInsights", "enabled", AccountSettingRecord.Everybody), mine = new("containerInsights", "enhanced", Me);
        Assert.Equal("disabled", AccountSettings.Effective("containerInsights", Me, []).Value);
        Assert.Equal("enabled", AccountSettings.Effective("containerInsights", Me, [everybody]).Value);
        Assert.Equal("enhanced", AccountSettings.Effective("containerInsights", Me, [everybody, mine]).Value);
    }

    [Fact]
    public void Every_setting_has_values_and_a_default_among_them() => Assert.All(AccountSettings.Names, name =>
        Assert.Contains(AccountSettings.Effective(name, Me, []).Value, AccountSettings.ValuesOf(name)!));

    [Fact]
    public void An_unknown_setting_has_no_values() => Assert.Null(AccountSettings.ValuesOf("colour"));
}
