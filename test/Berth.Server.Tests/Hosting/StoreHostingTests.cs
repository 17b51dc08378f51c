using Berth.Server.Configuration;
using Berth.Server.Hosting;

namespace Berth.Server.Tests.Hosting;

public sealed class StoreHostingTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("berth-store-hosting-").FullName;

    [Fact]
    public async Task A_database_that_is_down_does_not_stop_a_start()
    {
        var away = await StoreHosting.Check(Settings(("BERTH_STORE", "postgres://u:secret@127.0.0.1:1/d")), CancellationToken.None);
        Assert.StartsWith("PostgreSQL at 127.0.0.1:1 does not answer", away, StringComparison.Ordinal);
        Assert.EndsWith("It is waited for.", away, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", away, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_need_no_waiting() => Assert.Null(await StoreHosting.Check(Settings(), CancellationToken.None));

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private ServerSettings Settings(params (string Name, string Value)[] variables) =>
        ServerSettings.From(folder, SettingsReader.Read(folder, variables.ToDictionary(v => v.Name, v => v.Value), new Dictionary<string, string>()));
}
