using Berth.Server.Configuration;
using Berth.Server.Installation;

namespace Berth.Server.Tests.Installation;

public sealed class DataDirectoryTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("berth-data-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void An_installation_is_who_it_was()
    {
        var first = DataDirectory.Open(folder, Engine.Real);
        Assert.Matches("^[a-z0-9]{6}$", first.Id);
        Assert.Equal(first, DataDirectory.Open(folder, Engine.Real));
    }

    [Fact]
    public async Task Of_two_that_begin_at_once_both_are_the_same()
    {
        var opened = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => DataDirectory.Open(folder, Engine.Real))));
        Assert.Single(opened.Select(o => o.Id).Distinct());
    }

    [Fact]
    public void Only_one_holds_the_lock()
    {
        using (var first = DataDirectory.TryLock(folder))
        {
            Assert.NotNull(first);
            Assert.Null(DataDirectory.TryLock(folder));
        }

        using var next = DataDirectory.TryLock(folder);
        Assert.NotNull(next);
    }

    [Theory]
    [InlineData("""{"dataVersion":2,"id":"abc123"}""", "is of version 2; this Berth reads version 1. Run the Berth that wrote it")]
    [InlineData("""{"dataVersion":1,"id":"../../"}""", "is not an instance file of Berth")]
    [InlineData("null", "is not an instance file of Berth")]
    [InlineData("{", "cannot be read")]
    public void Data_of_another_kind_is_refused_with_what_to_do(string text, string message)
    {
        File.WriteAllText(InstanceFile.PathIn(folder), text);
        Assert.Contains(message, Assert.Throws<CommandLineException>(() => DataDirectory.Open(folder, Engine.Real)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_directory_has_one_engine_for_ever()
    {
        DataDirectory.Open(folder, Engine.Simulated);
        var refusal = Assert.Throws<CommandLineException>(() => DataDirectory.Open(folder, Engine.Real)).Message;
        Assert.Equal($"The data in {folder} is of the simulated engine. Give --engine simulated, or choose another --data directory for the real one.", refusal);
        Assert.Equal(Path.Combine(folder, "run"), RunState.DirectoryOf(DataDirectory.Open(folder, Engine.Simulated), folder));
    }

    [Fact]
    public void A_directory_from_before_there_was_a_choice_is_the_real_engines()
    {
        File.WriteAllText(InstanceFile.PathIn(folder), """{"dataVersion":1,"id":"abc123"}""");
        Assert.Equal("/run/berth/abc123", RunState.DirectoryOf(DataDirectory.Open(folder, Engine.Real), folder));
        Assert.Throws<CommandLineException>(() => DataDirectory.Open(folder, Engine.Simulated));
    }

    [Fact]
    public void A_file_in_the_way_is_told()
    {
        var path = Path.Combine(folder, "file");
        File.WriteAllText(path, "");
        Assert.Contains("Choose another --data directory.", Assert.Throws<CommandLineException>(() => DataDirectory.Open(path, Engine.Real)).Message, StringComparison.Ordinal);
    }
}
