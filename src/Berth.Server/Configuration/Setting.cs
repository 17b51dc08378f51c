namespace Berth.Server.Configuration;

/// <summary>One setting as it stands: its value and where that came from, for <c>berth config</c>.</summary>
/// <param name="Source">default, a file's path, an environment variable's name, or a flag.</param>
internal sealed record Setting(string Name, string Value, string Source);

/// <summary>What a setting is called in each place, and what it is when nobody says.</summary>
/// <param name="Name">In config.json: camelCase.</param>
/// <param name="Flag">On the command line; null when it has no flag.</param>
/// <param name="Secret">Never printed.</param>
internal sealed record SettingDefinition(string Name, string Variable, string? Flag, string Default, string Description, bool Secret = false)
{
    public static readonly SettingDefinition Port = new("port", "BERTH_PORT", "--port", "4566", "The one port of every API, the registry and the console.");
    public static readonly SettingDefinition Profile = new("profile", "BERTH_PROFILE", "--profile", "handbook", "Defaults, sizes, prices and quotas: handbook or aws.");
    public static readonly SettingDefinition Store = new("store", "BERTH_STORE", "--store", "sqlite", "Where state is kept: sqlite, or postgres://USER:PASSWORD@HOST:PORT/DATABASE (a password belongs into BERTH_STORE or config.json: flags are seen in ps).");
    public static readonly SettingDefinition Engine = new("engine", "BERTH_ENGINE", "--engine", "real", "What runs the containers: real, or simulated, which runs none and needs no root.");
    public static readonly SettingDefinition SimulatedPull = new("simulatedPullMilliseconds", "BERTH_SIMULATED_PULL_MILLISECONDS", null, "5", "How long a pull of the simulated engine takes.");
    public static readonly SettingDefinition SimulatedStart = new("simulatedStartMilliseconds", "BERTH_SIMULATED_START_MILLISECONDS", null, "5", "How long a start of the simulated engine takes.");
    public static readonly SettingDefinition Roles = new("roles", "BERTH_ROLES", "--roles", "control,node", "Which parts run here: control,node.");
    public static readonly SettingDefinition Listen = new("listen", "BERTH_LISTEN", "--listen", "127.0.0.1", "Address to listen on; beyond loopback only with a TLS certificate.");
    public static readonly SettingDefinition Offline = new("offline", "BERTH_OFFLINE", "--offline", "false", "Tasks reach nothing outside this machine.");
    public static readonly SettingDefinition Region = new("region", "BERTH_REGION", null, "ap-northeast-1", "The region that Berth plays.");
    public static readonly SettingDefinition Account = new("account", "BERTH_ACCOUNT", null, "123456789012", "The account that Berth plays: twelve digits.");
    public static readonly SettingDefinition Zones = new("zones", "BERTH_ZONES", null, "a,c,d", "Letters of the region's zones, one subnet each.");
    public static readonly SettingDefinition TlsCertificate = new("tlsCertificate", "BERTH_TLS_CERTIFICATE", "--tls-certificate", "", "PEM file with the certificate chain.");
    public static readonly SettingDefinition TlsKey = new("tlsKey", "BERTH_TLS_KEY", "--tls-key", "", "PEM file with the certificate's private key.");
    public static readonly SettingDefinition RootAccessKeyId = new("rootAccessKeyId", "BERTH_ROOT_ACCESS_KEY_ID", null, "", "Presets the root access key; made at first start otherwise.");
    public static readonly SettingDefinition RootSecretAccessKey = new(
        "rootSecretAccessKey", "BERTH_ROOT_SECRET_ACCESS_KEY", null, "", "Presets the root secret.", Secret: true);

    public static readonly IReadOnlyList<SettingDefinition> All =
        [Port, Profile, Store, Engine, SimulatedPull, SimulatedStart, Roles, Listen, Offline, Region, Account, Zones, TlsCertificate, TlsKey, RootAccessKeyId, RootSecretAccessKey];
}
