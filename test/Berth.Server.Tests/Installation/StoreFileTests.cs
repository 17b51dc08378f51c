using Berth.Server.Installation;
using Berth.Storage.Postgres;

namespace Berth.Server.Tests.Installation;

public sealed class StoreFileTests : IDisposable
{
    private static readonly PostgresAddress Address = PostgresAddress.Parse("postgres://u:secret@db.example:5433/d?schema=one");
    private readonly string folder = Directory.CreateTempSubdirectory("berth-store-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_new_directory_takes_any_store()
    {
        StoreFile.Check(folder, null);
        StoreFile.Check(folder, Address);
    }

    [Fact]
    public void A_directory_that_keeps_its_data_in_PostgreSQL_is_not_started_without()
    {
        StoreFile.Remember(folder, Address);
        StoreFile.Check(folder, Address);
        StoreFile.Check(folder, PostgresAddress.Parse("postgres://another:other@db.example:5433/d?schema=one"));
        Assert.StartsWith($"The data of {folder} is in postgres://db.example:5433/d?schema=one. Give that address with its user and password (--store, BERTH_STORE", Refusal(null), StringComparison.Ordinal);
        Assert.Contains("is in postgres://db.example:5433/d?schema=one, not in postgres://db.example:5433/d?schema=two. Give that address", Refusal(PostgresAddress.Parse("postgres://u:secret@db.example:5433/d?schema=two")), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_remembered_is_for_its_owner_alone_and_names_no_password()
    {
        StoreFile.Remember(folder, Address);
        Assert.Equal("""{"place":"postgres://db.example:5433/d?schema=one"}""", File.ReadAllText(StoreFile.PathIn(folder)));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(StoreFile.PathIn(folder)));
    }

    [Fact]
    public void A_directory_with_SQLite_in_it_is_not_started_on_PostgreSQL()
    {
        File.WriteAllText(StoreFile.StatePathIn(folder), "");
        StoreFile.Check(folder, null);
        Assert.StartsWith($"The data of {folder} is in SQLite. Leave out the PostgreSQL address", Refusal(Address), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "cannot be read")]
    [InlineData("{}", "does not say where the data is")]
    [InlineData("null", "does not say where the data is")]
    public void A_file_that_was_damaged_is_told_and_not_passed_over(string text, string message)
    {
        File.WriteAllText(StoreFile.PathIn(folder), text);
        Assert.Contains(message, Refusal(null), StringComparison.Ordinal);
    }

    private string Refusal(PostgresAddress? address) => Assert.Throws<CommandLineException>(() => StoreFile.Check(folder, address)).Message;
}
