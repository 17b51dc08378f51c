using System.Text.Json.Nodes;

namespace Berth.Aws.Tests.Driving;

/// <summary>One JSON service by short calls.</summary>
internal sealed class JsonScenery(ApiClient client, string service)
{
    public static string Mark() => "m-" + Guid.NewGuid().ToString("N")[..8];

    /// <summary>An operation that must succeed. Members that are null are left out.</summary>
    public Task<JsonNode> Call(string operation, params (string Name, JsonNode? Value)[] members) => client.Call(service, operation, Body(members));

    /// <summary>An operation that must be refused.</summary>
    /// <returns><c>Code: message</c>.</returns>
    public async Task<string> Refused(string operation, params (string Name, JsonNode? Value)[] members)
    {
        var error = await client.Refused(service, operation, Body(members));
        return $"{error.Code}: {error.Message}";
    }

    public Task<ApiAnswer> Answer(string operation, string body) => client.Json(service, operation, body);

    /// <summary>Goes from page to page.</summary>
    /// <param name="list">The member that holds the items.</param>
    /// <param name="sent">The member that a request carries the token in.</param>
    /// <param name="got">The member that an answer carries it in.</param>
    /// <param name="sizeMax">No page may have more.</param>
    public async Task<IReadOnlyList<JsonNode>> Pages(string operation, string list, string sent, string got, int sizeMax, params (string Name, JsonNode? Value)[] members)
    {
        var found = new List<JsonNode>();
        for (string? token = ""; token is not null;)
        {
            var page = await Call(operation, [.. members.Select(m => (m.Name, m.Value?.DeepClone())), .. token.Length > 0 ? [(sent, (JsonNode)token)] : Array.Empty<(string, JsonNode?)>()]);
            Assert.InRange(page[list]!.AsArray().Count, 0, sizeMax);
            found.AddRange(page[list]!.AsArray().Select(n => n!));
            token = (string?)page[got];
        }

        return found;
    }

    public static JsonObject Map(params (string Name, string Value)[] entries) => new(entries.Select(e => KeyValuePair.Create(e.Name, (JsonNode?)e.Value)));

    public static JsonArray List(params string[] values) => [.. values.Select(v => (JsonNode?)v)];

    private static JsonObject Body((string Name, JsonNode? Value)[] members) => new(members.Where(m => m.Value is not null).Select(m => KeyValuePair.Create(m.Name, m.Value)));
}
