using System.Text.Json.Nodes;
using Berth.Aws.Tests.Driving;

namespace Berth.Aws.Tests.Services.Ssm;

/// <summary>Parameter Store by short calls.</summary>
internal sealed class ParameterScenery(ApiClient client)
{
    public const string ArnPrefix = "arn:aws:ssm:ap-northeast-1:123456789012:parameter/";

    public JsonScenery Ssm { get; } = new(client, "ssm");

    /// <returns>The version.</returns>
    public async Task<int> Put(string name, string value, string type = "String", bool overwrite = false, string? key = null) =>
        (int)(await Ssm.Call("PutParameter", ("Name", name), ("Value", value), ("Type", type), ("Overwrite", overwrite), ("KeyId", key)))["Version"]!;

    public async Task<string> Read(string name, bool decrypt = false) => (string)(await Get(name, decrypt))["Value"]!;

    public async Task<JsonNode> Get(string name, bool decrypt = false) => (await Ssm.Call("GetParameter", ("Name", name), ("WithDecryption", decrypt)))["Parameter"]!;

    public Task<string> RefusedRead(string name, bool decrypt = false) => Ssm.Refused("GetParameter", ("Name", name), ("WithDecryption", decrypt));

    public Task<JsonNode> Label(string name, int? version, params string[] labels) => Ssm.Call("LabelParameterVersion", ("Name", name), ("ParameterVersion", version), ("Labels", JsonScenery.List(labels)));

    public static JsonArray Filters(params (string Key, string? Option, string[] Values)[] filters) =>
        [.. filters.Select(f => (JsonNode?)new JsonObject { ["Key"] = f.Key, ["Option"] = f.Option, ["Values"] = f.Values.Length > 0 ? JsonScenery.List(f.Values) : null })];
}
