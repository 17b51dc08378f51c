using Berth.Server.Configuration;

namespace Berth.Server.Tests.Configuration;

public sealed class ServerSettingsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("berth-settings-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_flag_wins_over_a_variable_and_that_over_the_file()
    {
        File.WriteAllText(Path.Combine(folder, "config.json"), """{ "port": 1001, "profile": "aws", "offline": true /* why not */, }""");
        Assert.Equal(("1001", Path.Combine(folder, "config.json")), Port([], []));
        Assert.Equal(("1002", "BERTH_PORT"), Port([("BERTH_PORT", "1002")], []));
        Assert.Equal(("1003", "--port"), Port([("BERTH_PORT", "1002")], [("--port", "1003")]));
        Assert.True(Read([], []).Offline);
    }

    [Fact]
    public void Nothing_said_is_a_working_default()
    {
        var settings = Read([], []);
        Assert.Equal((4566, "handbook", "ap-northeast-1", "123456789012"), (settings.Port, settings.Profile, settings.Scope.Region, settings.Scope.AccountId));
        Assert.Equal(["ap-northeast-1a", "ap-northeast-1c", "ap-northeast-1d"], settings.Zones);
        Assert.False(settings.ListensBeyondLoopback);
    }

    [Theory]
    [InlineData("--port", "0", "port is '0' (from --port); it must be a port from 1 to 65535.")]
    [InlineData("--port", "many", "port is 'many' (from --port); it must be a port from 1 to 65535.")]
    [InlineData("--listen", "everywhere", "listen is 'everywhere' (from --listen); it must be an IP address.")]
    [InlineData("--listen", "0.0.0.0", "--listen 0.0.0.0 is beyond loopback, which needs TLS: give --tls-certificate FILE and --tls-key FILE, or listen on 127.0.0.1.")]
    [InlineData("--store", "postgres", "store (from --store) must be sqlite, or postgres://USER:PASSWORD@HOST:PORT/DATABASE.")]
    [InlineData("--store", "mysql://u:secret@h/d", "store (from --store) must be sqlite, or postgres://USER:PASSWORD@HOST:PORT/DATABASE.")]
    [InlineData("--store", "postgres://u:secret@h", "store (from --store) cannot be used. It names no database: postgres://USER:PASSWORD@HOST:PORT/DATABASE.")]
    [InlineData("--engine", "steam", "engine is 'steam' (from --engine); it must be real or simulated.")]
    public void A_value_that_cannot_be_says_where_it_came_from(string flag, string value, string message) =>
        Assert.Equal(message, Assert.Throws<CommandLineException>(() => Read([], [(flag, value)])).Message);

    [Theory]
    [InlineData("BERTH_REGION", "tokyo")]
    [InlineData("BERTH_ENGINE", "Simulated")]
    [InlineData("BERTH_SIMULATED_PULL_MILLISECONDS", "-1")]
    [InlineData("BERTH_SIMULATED_START_MILLISECONDS", "long")]
    [InlineData("BERTH_ACCOUNT", "12345")]
    [InlineData("BERTH_ZONES", "a;b")]
    [InlineData("BERTH_ROOT_ACCESS_KEY_ID", "AKIAONLY")]
    public void So_does_a_variable(string name, string value) => Assert.Contains("BERTH_", Assert.Throws<CommandLineException>(() => Read([(name, value)], [])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("{", "is not JSON")]
    [InlineData("[]", "must hold one JSON object of settings")]
    [InlineData("""{"prot":1}""", "has an unknown setting 'prot'")]
    [InlineData("""{"port":[1]}""", "'port' must be a string, a number or a truth value")]
    public void A_file_that_is_wrong_is_told(string text, string message)
    {
        File.WriteAllText(Path.Combine(folder, "config.json"), text);
        Assert.Contains(message, Assert.Throws<CommandLineException>(() => Read([], [])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_profile_that_is_not_there_names_those_that_are() =>
        Assert.Contains("handbook", Assert.Throws<CommandLineException>(() => ProfileFile.Read("moon")).Message, StringComparison.Ordinal);

    private (string Value, string Source) Port((string, string)[] variables, (string, string)[] flags)
    {
        var setting = All(variables, flags).Single(s => s.Name == "port");
        return (setting.Value, setting.Source);
    }

    private ServerSettings Read((string, string)[] variables, (string, string)[] flags) => ServerSettings.From(folder, All(variables, flags));

    private IReadOnlyList<Setting> All((string Name, string Value)[] variables, (string Name, string Value)[] flags) =>
        SettingsReader.Read(folder, variables.ToDictionary(v => v.Name, v => v.Value), flags.ToDictionary(f => f.Name, f => f.Value));
}
