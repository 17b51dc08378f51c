using System.Text.Json.Nodes;
using Berth.Aws.Tests.Driving;
using static Berth.Aws.Tests.Driving.JsonScenery;

namespace Berth.Aws.Tests.Services.Kms;

public sealed class CryptographyTests(AwsFront berth)
{
    private readonly KmsScenery scenery = new(berth.Client());

    private JsonScenery Kms => scenery.Kms;

    [Fact]
    public async Task What_is_encrypted_is_decrypted_by_whoever_knows_the_context()
    {
        var key = await scenery.Key();
        var (blob, again) = (await scenery.Encrypt(key, "text", "app=web"), await scenery.Encrypt(key, "text", "app=web"));
        Assert.NotEqual(blob, again);
        Assert.Equal(("text", "text"), (await scenery.Decrypt(blob, "app=web"), await scenery.Decrypt(again, "app=web", KmsScenery.Arn(key))));
        const string Invalid = "InvalidCiphertextException: ";
        Assert.Equal(Invalid, await scenery.RefusedDecrypt(blob));
        Assert.Equal(Invalid, await scenery.RefusedDecrypt(blob, "app=db"));
        Assert.Equal(Invalid, await scenery.RefusedDecrypt(blob, "App=web"));
    }

    [Fact]
    public async Task A_decryption_says_which_key_it_was()
    {
        var key = await scenery.Key();
        var answer = await Kms.Call("Decrypt", ("CiphertextBlob", await scenery.Encrypt(key, "x")), ("EncryptionAlgorithm", "SYMMETRIC_DEFAULT"));
        Assert.Equal((KmsScenery.Arn(key), "SYMMETRIC_DEFAULT"), ((string)answer["KeyId"]!, (string)answer["EncryptionAlgorithm"]!));
    }

    [Fact]
    public async Task A_ciphertext_with_any_byte_changed_is_none()
    {
        var blob = Convert.FromBase64String(await scenery.Encrypt(await scenery.Key(), "text"));
        for (var at = 0; at < blob.Length; at += 5)
        {
            var forged = (byte[])blob.Clone();
            forged[at] ^= 1;
            Assert.Equal("InvalidCiphertextException: ", await scenery.RefusedDecrypt(Convert.ToBase64String(forged)));
        }

        Assert.All(await Task.WhenAll(new[] { 1, 16, 17, 18, blob.Length - 1 }.Select(length => scenery.RefusedDecrypt(Convert.ToBase64String(blob[..length])))), error => Assert.Equal("InvalidCiphertextException: ", error));
    }

    [Fact]
    public async Task A_ciphertext_names_its_key_and_no_other_opens_it()
    {
        var (key, other) = (await scenery.Key(), await scenery.Key());
        var blob = await scenery.Encrypt(key, "text");
        Assert.Equal("IncorrectKeyException: The key ID in the request does not identify a CMK that can perform this operation.", await scenery.RefusedDecrypt(blob, key: other));
        var moved = Convert.FromBase64String(blob);
        Convert.FromBase64String(await scenery.Encrypt(other, "text"))[..17].CopyTo(moved, 0);
        Assert.Equal("InvalidCiphertextException: ", await scenery.RefusedDecrypt(Convert.ToBase64String(moved)));
    }

    [Fact]
    public async Task Another_key_and_another_context_take_a_ciphertext_over()
    {
        var (key, other) = (await scenery.Key(), await scenery.Key());
        var answer = await Kms.Call("ReEncrypt", ("CiphertextBlob", await scenery.Encrypt(key, "text", "a=1")), ("SourceEncryptionContext", Map(("a", "1"))), ("DestinationKeyId", other), ("DestinationEncryptionContext", Map(("b", "2"))));
        Assert.Equal((KmsScenery.Arn(key), KmsScenery.Arn(other)), ((string)answer["SourceKeyId"]!, (string)answer["KeyId"]!));
        Assert.Equal("text", await scenery.Decrypt((string)answer["CiphertextBlob"]!, "b=2", other));
        Assert.StartsWith("InvalidCiphertextException", await Kms.Refused("ReEncrypt", ("CiphertextBlob", await scenery.Encrypt(key, "text", "a=1")), ("DestinationKeyId", other)), StringComparison.Ordinal);
        Assert.StartsWith("IncorrectKeyException", await Kms.Refused("ReEncrypt", ("CiphertextBlob", await scenery.Encrypt(key, "text")), ("SourceKeyId", other), ("DestinationKeyId", other)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AES_256", null, 32)]
    [InlineData("AES_128", null, 16)]
    [InlineData(null, 64, 64)]
    public async Task A_data_key_comes_in_the_clear_and_encrypted(string? spec, int? bytes, int length)
    {
        var key = await scenery.Key();
        var made = await Kms.Call("GenerateDataKey", ("KeyId", key), ("KeySpec", spec), ("NumberOfBytes", bytes), ("EncryptionContext", Map(("a", "1"))));
        Assert.Equal(length, Convert.FromBase64String((string)made["Plaintext"]!).Length);
        Assert.Equal((string)made["Plaintext"]!, (string)(await Kms.Call("Decrypt", ("CiphertextBlob", (string)made["CiphertextBlob"]!), ("EncryptionContext", Map(("a", "1")))))["Plaintext"]!);
        var hidden = await Kms.Call("GenerateDataKeyWithoutPlaintext", ("KeyId", key), ("KeySpec", spec), ("NumberOfBytes", bytes));
        Assert.Null(hidden["Plaintext"]);
        Assert.Equal(length, Convert.FromBase64String((string)(await Kms.Call("Decrypt", ("CiphertextBlob", (string)hidden["CiphertextBlob"]!)))["Plaintext"]!).Length);
    }

    [Fact]
    public async Task A_data_key_has_a_spec_or_a_length()
    {
        var key = await scenery.Key();
        foreach (var operation in (string[])["GenerateDataKey", "GenerateDataKeyWithoutPlaintext"])
        {
            Assert.Equal("ValidationException: Please specify either number of bytes or key spec.", await Kms.Refused(operation, ("KeyId", key)));
            Assert.Equal("ValidationException: Please specify either number of bytes or key spec.", await Kms.Refused(operation, ("KeyId", key), ("KeySpec", "AES_256"), ("NumberOfBytes", 32)));
            Assert.StartsWith("ValidationException: 1 validation error detected", await Kms.Refused(operation, ("KeyId", key), ("NumberOfBytes", 1025)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Random_bytes_are_as_many_as_asked_and_never_the_same()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Kms.Call("GenerateRandom", ("NumberOfBytes", 24))));
        Assert.All(answers, a => Assert.Equal(24, Convert.FromBase64String((string)a["Plaintext"]!).Length));
        Assert.Equal(3, answers.Select(a => (string)a["Plaintext"]!).Distinct().Count());
        Assert.StartsWith("ValidationException", await Kms.Refused("GenerateRandom"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"EncryptionContext":{"a":null}}""", 200)]
    [InlineData("""{"EncryptionContext":{}}""", 200)]
    [InlineData("""{"EncryptionContext":"a"}""", 400)]
    [InlineData("""{"EncryptionContext":{"a":1}}""", 400)]
    [InlineData("""{"Plaintext":"no?base64"}""", 400)]
    [InlineData("""{"Plaintext":""}""", 400)]
    [InlineData("""{"EncryptionAlgorithm":"RSAES_OAEP_SHA_256"}""", 400)]
    [InlineData("""{"GrantTokens":["t"]}""", 400)]
    [InlineData("""{"DryRun":true}""", 400)]
    public async Task Odd_requests_are_judged_and_never_break(string members, int status)
    {
        var body = new JsonObject { ["KeyId"] = await scenery.Key(), ["Plaintext"] = KmsScenery.Base64("x") };
        foreach (var (name, value) in JsonNode.Parse(members)!.AsObject()) body[name] = value?.DeepClone();
        Assert.Equal(status, (await Kms.Answer("Encrypt", body.ToJsonString())).Status);
    }

    [Fact]
    public async Task Four_kibibytes_and_no_more()
    {
        var key = await scenery.Key();
        Assert.Equal(new string('x', 4096), await scenery.Decrypt(await scenery.Encrypt(key, new('x', 4096))));
        Assert.StartsWith("ValidationException", await Kms.Refused("Encrypt", ("KeyId", key), ("Plaintext", KmsScenery.Base64(new('x', 4097)))), StringComparison.Ordinal);
    }
}
