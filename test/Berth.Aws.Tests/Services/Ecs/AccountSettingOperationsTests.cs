using System.Text.Json.Nodes;
using Berth.Aws.Tests.Driving;

namespace Berth.Aws.Tests.Services.Ecs;

public sealed class AccountSettingOperationsTests(AwsFront berth)
{
    private readonly ApiClient client = berth.Client();

    [Fact]
    public async Task A_setting_is_chosen_shown_and_given_up()
    {
        await client.Call("ecs", "PutAccountSetting", new JsonObject { ["name"] = "awsvpcTrunking", ["value"] = "enabled" });
        Assert.Equal("enabled", await Effective());
        await client.Call("ecs", "DeleteAccountSetting", new JsonObject { ["name"] = "awsvpcTrunking" });
        Assert.Equal("disabled", await Effective());
    }

    [Theory]
    [InlineData("colour", "red")]
    [InlineData("awsvpcTrunking", "sometimes")]
    public async Task What_is_no_setting_is_refused(string name, string value) =>
        Assert.Equal("InvalidParameterException", (await client.Refused("ecs", "PutAccountSetting", new JsonObject { ["name"] = name, ["value"] = value })).Code);

    private async Task<string> Effective() =>
        (string)(await client.Call("ecs", "ListAccountSettings", new JsonObject { ["name"] = "awsvpcTrunking", ["effectiveSettings"] = true }))["settings"]![0]!["value"]!;
}
