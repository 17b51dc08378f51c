using System.Text.Json.Nodes;
using Berth.Aws.Encryption;
using Berth.Aws.Services.Kms;
using Berth.Domain.Kernel;
using Berth.Domain.Keys;
using Berth.Storage;
using Berth.Testing.Kernel;
using Berth.Testing.Stores;
using Microsoft.Extensions.Logging.Abstractions;

namespace Berth.Aws.Tests.Encryption;

/// <summary>Restarts over one store with another encryption key: put in front, taken out, lost.</summary>
public sealed class ReplacedKeyTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("berth-replaced-").FullName;
    private readonly MemoryStore store = new();

    private string FilePath => Path.Combine(folder, EncryptionKeys.FileName);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_key_put_in_front_seals_everything_anew_and_the_old_one_may_go()
    {
        var before = Start();
        var key = await Key(before);
        var blob = before.Encrypt(key, "text"u8, EncryptionContext.None);
        PutInFront("newer");
        var between = Start();
        Assert.Equal("text"u8.ToArray(), between.Decrypt((await between.Find(key.KeyId, default))!, blob, EncryptionContext.None));
        await Reseal(between);
        await Reseal(between);
        Assert.Equal("newer", (await between.Find(key.KeyId, default))!.SealedBy);
        KeepOnly("newer");
        var after = Start();
        Assert.Equal("text"u8.ToArray(), after.Decrypt((await after.Find(key.KeyId, default))!, blob, EncryptionContext.None));
    }

    [Fact]
    public async Task What_is_disabled_or_waits_for_its_end_is_sealed_anew_too()
    {
        var before = Start();
        var (disabled, pending) = (await Key(before, KeyState.Disabled), await Key(before, KeyState.PendingDeletion));
        PutInFront("newer");
        var after = Start();
        await Reseal(after);
        foreach (var key in (KeyRecord[])[disabled, pending])
        {
            var now = (await after.Find(key.KeyId, default))!;
            Assert.Equal(("newer", key.State), (now.SealedBy, now.State));
        }
    }

    [Fact]
    public async Task A_lost_key_is_named_with_its_file_and_hurts_nothing_else()
    {
        var before = Start();
        var (lost, sealedBy) = (await Key(before), before.Make("", "{}").SealedBy);
        var blob = before.Encrypt(lost, "text"u8, EncryptionContext.None);
        File.Delete(FilePath);
        var after = Start();
        await Reseal(after);
        var stored = (await after.Find(lost.KeyId, default))!;
        Assert.Equal((lost.SealedMaterial, sealedBy), (stored.SealedMaterial, stored.SealedBy));
        foreach (var use in (Action[])[() => after.Decrypt(stored, blob, EncryptionContext.None), () => after.Encrypt(stored, "x"u8, EncryptionContext.None)])
        {
            var error = Assert.Throws<AwsException>(use);
            Assert.Equal((500, "KMSInternalException"), (error.Status, error.Code));
            Assert.Contains(EncryptionKeys.FileName, error.Message, StringComparison.Ordinal);
            Assert.Contains(sealedBy, error.Message, StringComparison.Ordinal);
        }

        var fresh = await Key(after);
        Assert.Equal("x"u8.ToArray(), after.Decrypt(fresh, after.Encrypt(fresh, "x"u8, EncryptionContext.None), EncryptionContext.None));
    }

    [Fact]
    public async Task Another_keys_row_does_not_open()
    {
        var keys = Start();
        var (one, other) = (await Key(keys), await Key(keys));
        var moved = one with { SealedMaterial = other.SealedMaterial };
        Assert.Throws<AwsException>(() => keys.Encrypt(moved, "x"u8, EncryptionContext.None));
    }

    private KmsKeys Start() => new(
        store, EncryptionKeys.Open(folder),
        new BerthInstance { Id = "keys00", DataDirectory = folder, RunDirectory = folder, Scope = AwsScope.Default, AvailabilityZones = ["ap-northeast-1a"], Port = 1 }, new RandomIds(), TimeProvider.System);

    private async Task<KeyRecord> Key(KmsKeys keys, KeyState state = KeyState.Enabled)
    {
        var key = keys.Make("", "{}") with { State = state };
        await store.Commit([StoreExtensions.Put(KmsNames.KeyKind, key.KeyId, 0, key)]);
        return key;
    }

    private async Task Reseal(KmsKeys keys)
    {
        using var sweep = new KeyDeletion(store, keys, TimeProvider.System, NullLogger<KeyDeletion>.Instance);
        await sweep.Reseal(default);
    }

    private void PutInFront(string id)
    {
        var file = JsonNode.Parse(File.ReadAllText(FilePath))!;
        file["keys"]!.AsArray().Insert(0, new JsonObject { ["id"] = id, ["key"] = Convert.ToBase64String(Enumerable.Repeat((byte)7, 32).ToArray()) });
        File.WriteAllText(FilePath, file.ToJsonString());
    }

    private void KeepOnly(string id)
    {
        var keys = JsonNode.Parse(File.ReadAllText(FilePath))!["keys"]!.AsArray().Where(k => (string)k!["id"]! == id).Select(k => k!.DeepClone());
        File.WriteAllText(FilePath, new JsonObject { ["keys"] = new JsonArray([.. keys]) }.ToJsonString());
    }
}
