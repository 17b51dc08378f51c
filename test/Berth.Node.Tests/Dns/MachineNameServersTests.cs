using Berth.Node.Dns;

namespace Berth.Node.Tests.Dns;

public sealed class MachineNameServersTests : IDisposable
{
    private readonly string path = Path.GetTempFileName();

    public void Dispose() => File.Delete(path);

    [Theory]
    [InlineData("nameserver 192.0.2.53", "192.0.2.53:53")]
    [InlineData("# nameserver 192.0.2.1|search example|nameserver\t127.0.0.53  |nameserver fe80::1|nameserver x|nameserver", "127.0.0.53:53 [fe80::1]:53")]
    [InlineData("nameserver 1.1.1.1|nameserver 1.1.1.2|nameserver 1.1.1.3|nameserver 1.1.1.4", "1.1.1.1:53 1.1.1.2:53 1.1.1.3:53")]
    [InlineData("", "")]
    public void Lines_are_read_as_the_c_library_reads_them(string lines, string servers) => Assert.Equal(servers, string.Join(' ', MachineNameServers.Parse(lines.Split('|'))));

    [Fact]
    public void A_file_that_changes_is_read_again_and_none_has_none()
    {
        var machine = new MachineNameServers(path);
        File.WriteAllText(path, "nameserver 192.0.2.1");
        Assert.Equal("192.0.2.1:53", Assert.Single(machine.Read()).ToString());
        File.WriteAllText(path, "nameserver 192.0.2.2");
        File.SetLastWriteTimeUtc(path, new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.Equal("192.0.2.2:53", Assert.Single(machine.Read()).ToString());
        File.Delete(path);
        Assert.Empty(machine.Read());
    }
}
