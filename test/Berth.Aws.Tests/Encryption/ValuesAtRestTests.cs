using System.Text;
using Berth.Aws.Services.Kms;
using Berth.Aws.Services.SecretsManager;
using Berth.Aws.Services.Ssm;
using Berth.Aws.Tests.Driving;
using Berth.Aws.Tests.Services.Kms;
using Berth.Aws.Tests.Services.SecretsManager;
using Berth.Aws.Tests.Services.Ssm;
using Berth.Domain.Parameters;
using Berth.Domain.Secrets;
using Berth.Storage;
using Berth.Storage.Sqlite;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using static Berth.Aws.Tests.Driving.JsonScenery;

namespace Berth.Aws.Tests.Encryption;

/// <summary>No value lies in the clear in any file of the data directory, its write-ahead log included; and a sealed value opens in its own place only.</summary>
public sealed class ValuesAtRestTests(ValuesAtRestTests.DiskFront berth) : IClassFixture<ValuesAtRestTests.DiskFront>
{
    [Fact]
    public async Task No_file_of_the_data_directory_holds_a_value()
    {
        var (secrets, parameters, kms) = (new SecretScenery(berth.Client()), new ParameterScenery(berth.Client()), new KmsScenery(berth.Client()));
        string[] values = [.. Enumerable.Range(0, 9).Select(n => $"clear{n}-{Guid.NewGuid():N}")];
        var (secret, parameter, key) = (Mark(), "/" + Mark(), await kms.Key());
        await secrets.Make(secret, values[0]);
        await secrets.Put(secret, values[1]);
        await secrets.Secrets.Call("UpdateSecret", ("SecretId", secret), ("SecretString", values[2]), ("KmsKeyId", key));
        await secrets.Secrets.Call("CreateSecret", ("Name", secret + "-bytes"), ("SecretBinary", KmsScenery.Base64(values[3])));
        await parameters.Put(parameter, values[4]);
        await parameters.Put(parameter + "/list", values[5], "StringList");
        await parameters.Put(parameter + "/own", values[6], "SecureString");
        await parameters.Put(parameter + "/key", values[7], "SecureString", key: key);
        Assert.Equal(values[8], await kms.Decrypt(await kms.Encrypt(key, values[8])));
        Assert.StartsWith("ResourceExistsException", await secrets.Secrets.Refused("CreateSecret", ("Name", secret), ("SecretString", values[0])), StringComparison.Ordinal);
        Assert.Equal((values[2], values[6], values[4]), (await secrets.Read(secret), await parameters.Read(parameter + "/own", decrypt: true), await parameters.Read(parameter)));

        var (files, found) = (0, new List<string>());
        foreach (var file in Directory.GetFiles(berth.DataDirectory, "*", SearchOption.AllDirectories))
        {
            var bytes = Shared(file);
            if (bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)) >= 0) files++;
            found.AddRange(values.SelectMany(v => new[] { v, KmsScenery.Base64(v), Convert.ToHexStringLower(Encoding.UTF8.GetBytes(v)) }).Where(v => bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(v)) >= 0).Select(v => $"{file}: {v}"));
        }

        Assert.Empty(found);
        Assert.NotEqual(0, files); // It looked where secrets are kept: their names are in the clear.
    }

    [Fact]
    public async Task A_value_that_is_moved_to_another_secret_does_not_open()
    {
        var secrets = new SecretScenery(berth.Client());
        var (mine, theirs) = (Mark(), Mark());
        await secrets.Make(mine, "mine", SecretScenery.Token('a'));
        await secrets.Make(theirs, "theirs", SecretScenery.Token('a'));
        await secrets.Put(theirs, "second", SecretScenery.Token('b'));
        var store = berth.Services.GetRequiredService<IStore>();
        async Task<string> IdOf(string name, char version) => SecretsManagerNames.ValueId((await store.Find<SecretRecord>(SecretsManagerNames.SecretKind, name))!.Value.Record.Key, SecretScenery.Token(version));
        async Task Move(string from, string to) => await store.Commit([StoreExtensions.Put(SecretsManagerNames.ValueKind, to, null, (await store.Find<SecretValueRecord>(SecretsManagerNames.ValueKind, from))!.Value.Record)]);
        await Move(await IdOf(theirs, 'a'), await IdOf(mine, 'a'));
        Assert.DoesNotContain("theirs", await secrets.RefusedRead(mine), StringComparison.Ordinal);
        await Move(await IdOf(theirs, 'a'), await IdOf(theirs, 'b'));
        Assert.StartsWith("DecryptionFailure", await secrets.RefusedRead(theirs), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_that_is_moved_to_another_parameter_does_not_open()
    {
        var parameters = new ParameterScenery(berth.Client());
        var (mine, theirs) = ("/" + Mark(), "/" + Mark());
        await parameters.Put(mine, "mine", "SecureString");
        await parameters.Put(theirs, "theirs", "SecureString");
        var store = berth.Services.GetRequiredService<IStore>();
        var versions = (await store.Find<ParameterRecord>(SsmNames.ParameterKind, theirs))!.Value.Record.Versions;
        await store.Change<ParameterRecord>(SsmNames.ParameterKind, mine, old => old! with { Versions = versions }, CancellationToken.None);
        Assert.StartsWith("InvalidKeyId", await parameters.RefusedRead(mine, decrypt: true), StringComparison.Ordinal);
        Assert.Equal("theirs", await parameters.Read(theirs, decrypt: true));
    }

    [Fact]
    public void What_holds_a_value_does_not_print_it() =>
        Assert.DoesNotContain("hidden", $"{new SecretText("hidden"u8.ToArray(), false)} {berth.Services.GetRequiredService<KmsKeys>()}", StringComparison.Ordinal);

    /// <summary>The database has the file open.</summary>
    private static byte[] Shared(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    /// <summary>A front over the store of one machine.</summary>
    public sealed class DiskFront : AwsFront
    {
        protected override void Configure(WebApplicationBuilder builder) => builder.Services.AddSingleton<IStore>(SqliteStore.Open(Path.Combine(DataDirectory, "state.db")));
    }
}
