using System.Text.Json.Nodes;
using Berth.Aws.Tests.Driving;
using static Berth.Aws.Tests.Driving.JsonScenery;

namespace Berth.Aws.Tests.Services.Kms;

/// <summary>KMS by short calls.</summary>
internal sealed class KmsScenery(ApiClient client)
{
    public const string ArnPrefix = "arn:aws:kms:ap-northeast-1:123456789012:";
    public const string Root = """{"Sid":"root","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:root"},"Action":"kms:*","Resource":"*"}""";

    public JsonScenery Kms { get; } = new(client, "kms");

    /// <returns>Its id.</returns>
    public async Task<string> Key(string? policy = null) => (string)(await Kms.Call("CreateKey", ("Policy", policy)))["KeyMetadata"]!["KeyId"]!;

    public static string Arn(string keyId) => $"{ArnPrefix}key/{keyId}";

    /// <summary>A policy that keeps the root in and holds these statements.</summary>
    public static string Policy(params string[] statements) => $$"""{"Version":"2012-10-17","Statement":[{{string.Join(',', statements.Prepend(Root))}}]}""";

    public async Task<JsonNode> Describe(string key) => (await Kms.Call("DescribeKey", ("KeyId", key)))["KeyMetadata"]!;

    /// <param name="context"><c>name=value</c>, or null.</param>
    public async Task<string> Encrypt(string key, string text, string? context = null) => (string)(await Kms.Call("Encrypt", ("KeyId", key), ("Plaintext", Base64(text)), ("EncryptionContext", Context(context))))["CiphertextBlob"]!;

    public async Task<string> Decrypt(string blob, string? context = null, string? key = null) =>
        Text((string)(await Kms.Call("Decrypt", ("CiphertextBlob", blob), ("EncryptionContext", Context(context)), ("KeyId", key)))["Plaintext"]!);

    public Task<string> RefusedDecrypt(string blob, string? context = null, string? key = null) => Kms.Refused("Decrypt", ("CiphertextBlob", blob), ("EncryptionContext", Context(context)), ("KeyId", key));

    public static string Base64(string text) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text));

    public static string Text(string base64) => System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(base64));

    private static JsonObject? Context(string? context) => context?.Split('=') is [var name, var value] ? Map((name, value)) : null;
}
