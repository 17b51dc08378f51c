namespace Berth.Domain.Accounts;

/// <summary>A setting somebody chose. Row kind <c>account-setting</c>, id <c>NAME|PRINCIPAL</c>; the principal "default" stands for everybody who chose nothing.</summary>
public sealed record AccountSettingRecord(string Name, string Value, string PrincipalArn)
{
    public const string Everybody = "default";
}

/// <summary>The account settings of ECS: names, allowed values and what they are when nobody chose. Source: ECS API, Setting; PutAccountSetting.</summary>
public static class AccountSettings
{
    /// <summary>The mode of log configurations that name none.</summary>
    public const string DefaultLogDriverMode = "defaultLogDriverMode";

    private static readonly string[] Switch = ["enabled", "disabled"];

    private static readonly Dictionary<string, (string[] Values, string Default)> Known = new(StringComparer.Ordinal)
    {
        ["serviceLongArnFormat"] = (Switch, "enabled"),
        ["taskLongArnFormat"] = (Switch, "enabled"),
        ["containerInstanceLongArnFormat"] = (Switch, "enabled"),
        ["awsvpcTrunking"] = (Switch, "disabled"),
        ["containerInsights"] = (["enabled", "disabled", "enhanced"], "disabled"),
        ["fargateFIPSMode"] = (Switch, "disabled"),
        ["fargateTaskRetirementWaitPeriod"] = (["0", "7", "14"], "7"),
        ["tagResourceAuthorization"] = (["on", "off"], "on"),
        ["guardDutyActivate"] = (["on", "off"], "off"),
        ["dualStackIPv6"] = (Switch, "enabled"),
        [DefaultLogDriverMode] = (["blocking", "non-blocking"], "non-blocking"),
    };

    public static IReadOnlyCollection<string> Names { get; } = [.. Known.Keys.Order(StringComparer.Ordinal)];

    /// <returns>Null for a name that is unknown.</returns>
    public static IReadOnlyList<string>? ValuesOf(string name) => Known.TryGetValue(name, out var known) ? known.Values : null;

    /// <summary>What holds for a principal: its own choice, else everybody's, else ECS's default.</summary>
    public static AccountSettingRecord Effective(string name, string principalArn, IReadOnlyCollection<AccountSettingRecord> chosen) =>
        chosen.FirstOrDefault(s => s.Name == name && s.PrincipalArn == principalArn)
        ?? new(name, chosen.FirstOrDefault(s => s.Name == name && s.PrincipalArn == AccountSettingRecord.Everybody)?.Value ?? Known[name].Default, principalArn);
}
