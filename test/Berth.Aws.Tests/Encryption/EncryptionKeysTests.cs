using System.Text.Json.Nodes;
using Berth.Aws.Encryption;

namespace Berth.Aws.Tests.Encryption;

/// <summary>The file that seals everything: made once, kept from others, replaced by putting another key in front.</summary>
public sealed class EncryptionKeysTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("berth-keys-").FullName;

    private string FilePath => Path.Combine(folder, EncryptionKeys.FileName);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void The_first_start_makes_a_file_that_only_its_owner_reads()
    {
        var keys = EncryptionKeys.Open(folder);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
        Assert.Equal([FilePath], Directory.GetFiles(folder));
        var text = File.ReadAllText(FilePath);
        Assert.Equal(keys.CurrentId, EncryptionKeys.Open(folder).CurrentId);
        Assert.Equal(text, File.ReadAllText(FilePath));
        Assert.DoesNotContain((string)Keys(text)[0]!["key"]!, keys.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_sealed_opens_after_a_restart_for_its_purpose_only()
    {
        var keys = EncryptionKeys.Open(folder);
        var box = keys.Seal("text"u8, "mine");
        var again = EncryptionKeys.Open(folder);
        Assert.Equal("text"u8.ToArray(), again.Open(keys.CurrentId, box, "mine"));
        Assert.Null(again.Open(keys.CurrentId, box, "another's"));
        Assert.Null(again.Open("another", box, "mine"));
        box[^1] ^= 1;
        Assert.Null(again.Open(keys.CurrentId, box, "mine"));
        Assert.Null(again.Open(keys.CurrentId, [], "mine"));
    }

    [Fact]
    public void The_first_key_seals_and_each_opens()
    {
        var old = EncryptionKeys.Open(folder);
        var box = old.Seal("text"u8, "mine");
        PutInFront("newer");
        var both = EncryptionKeys.Open(folder);
        Assert.Equal("newer", both.CurrentId);
        Assert.Equal("text"u8.ToArray(), both.Open(old.CurrentId, box, "mine"));
        Assert.Null(old.Open("newer", both.Seal("text"u8, "mine"), "mine"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no json")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"keys":null}""")]
    [InlineData("""{"keys":[]}""")]
    [InlineData("""{"keys":[null]}""")]
    [InlineData("""{"keys":[{"id":"a"}]}""")]
    [InlineData("""{"keys":[{"id":"a","key":"c2VjcmV0LXNlY3JldA=="}]}""")]
    [InlineData("""{"keys":[{"id":"","key":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}]}""")]
    [InlineData("""{"keys":[{"id":"a","key":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="},{"id":"a","key":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}]}""")]
    [InlineData("""{"keys":[{"id":"a","key":"c2VjcmV0-not base64"}]}""")]
    public void A_file_that_makes_no_sense_is_named_and_left_as_it_is(string text)
    {
        File.WriteAllText(FilePath, text);
        var error = Assert.Throws<InvalidDataException>(() => EncryptionKeys.Open(folder));
        Assert.StartsWith(FilePath, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(text, File.ReadAllText(FilePath));
    }

    private void PutInFront(string id)
    {
        var file = JsonNode.Parse(File.ReadAllText(FilePath))!;
        file["keys"]!.AsArray().Insert(0, new JsonObject { ["id"] = id, ["key"] = Convert.ToBase64String(Enumerable.Repeat((byte)7, 32).ToArray()) });
        File.WriteAllText(FilePath, file.ToJsonString());
    }

    private static JsonArray Keys(string text) => JsonNode.Parse(text)!["keys"]!.AsArray();
}
