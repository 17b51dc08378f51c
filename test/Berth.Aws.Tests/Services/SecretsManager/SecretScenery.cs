using System.Text.Json.Nodes;
using Berth.Aws.Tests.Driving;
using static Berth.Aws.Tests.Driving.JsonScenery;

namespace Berth.Aws.Tests.Services.SecretsManager;

/// <summary>Secrets Manager by short calls.</summary>
internal sealed class SecretScenery(ApiClient client)
{
    public const string ArnPrefix = "arn:aws:secretsmanager:ap-northeast-1:123456789012:secret:";
    public const string NotFound = "ResourceNotFoundException: Secrets Manager can't find the specified secret.";
    public const string Marked = "InvalidRequestException: You can't perform this operation on the secret because it was marked for deletion.";

    public JsonScenery Secrets { get; } = new(client, "secretsmanager");

    /// <summary>A client request token; the same for the same letter.</summary>
    public static string Token(char letter) => new(letter, 32);

    /// <returns>Its ARN.</returns>
    public async Task<string> Make(string name, string? value = "value", string? token = null, string? key = null) =>
        (string)(await Secrets.Call("CreateSecret", ("Name", name), ("SecretString", value), ("ClientRequestToken", token), ("KmsKeyId", key)))["ARN"]!;

    public async Task<string> Read(string secret, string? version = null, string? stage = null) =>
        (string)(await Secrets.Call("GetSecretValue", ("SecretId", secret), ("VersionId", version), ("VersionStage", stage)))["SecretString"]!;

    public Task<string> RefusedRead(string secret, string? version = null, string? stage = null) => Secrets.Refused("GetSecretValue", ("SecretId", secret), ("VersionId", version), ("VersionStage", stage));

    public Task<JsonNode> Put(string secret, string value, string? token = null, params string[] stages) =>
        Secrets.Call("PutSecretValue", ("SecretId", secret), ("SecretString", value), ("ClientRequestToken", token), ("VersionStages", stages.Length > 0 ? List(stages) : null));

    /// <returns>Versions that have stages, by the first letter of their id: <c>a:AWSPREVIOUS b:AWSCURRENT</c>.</returns>
    public async Task<string> Stages(string secret)
    {
        var stages = (await Secrets.Call("DescribeSecret", ("SecretId", secret)))["VersionIdsToStages"]!.AsObject();
        return string.Join(' ', stages.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => $"{s.Key[0]}:{string.Join(',', s.Value!.AsArray().Select(n => (string)n!))}"));
    }
}
