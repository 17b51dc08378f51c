namespace Berth.Node.Tests;

public sealed class KeptFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("berth-kept-").FullName;

    private string Kept => Path.Combine(folder, "kept.json");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_was_written_is_read(bool flush)
    {
        KeptFile.Write(Kept, new List<string> { "a" }, flush);
        Assert.Equal(["a"], KeptFile.Read<List<string>>(Kept)!);
    }

    [Fact]
    public void Nothing_and_nonsense_are_nothing()
    {
        Assert.Null(KeptFile.Read<List<string>>(Kept));
        Assert.Null(KeptFile.Read<List<string>>(Path.Combine(folder, "none", "kept.json")));
        File.WriteAllText(Kept, "[\"a");
        Assert.Null(KeptFile.Read<List<string>>(Kept));
    }

    [Fact]
    public void One_that_cannot_be_read_now_is_not_taken_for_none()
    {
        // Reading it fails as reading from a broken disk does.
        File.CreateSymbolicLink(Kept, "/proc/self/mem");
        Assert.ThrowsAny<IOException>(() => KeptFile.Read<List<string>>(Kept));
    }
}
