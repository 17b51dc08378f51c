using System.Text.Json;
using System.Text.Json.Nodes;

namespace Berth.Domain.Network;

/// <summary>What endpoint policies there are: the one that allows everything, which is what an endpoint has when nobody says otherwise.</summary>
public static class EndpointPolicies
{
    public static string Of(bool gateway) => gateway
        ? """{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}"""
        : """{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}]}""";

    /// <returns>Null when the document is the one that allows everything.</returns>
    public static NetworkOutcome? Judge(string? document)
    {
        if (string.IsNullOrEmpty(document)) return null;
        JsonNode? policy;
        try
        {
            policy = JsonNode.Parse(document);
        }
        catch (JsonException)
        {
            return NetworkRefusals.Refuse("InvalidPolicyDocument", "Policy document is not valid JSON.");
        }

        return AllowsEverything(policy) ? null
            : NetworkRefusals.Refuse("InvalidPolicyDocument", "Berth does not enforce endpoint policies yet: policyDocument may only be the default, which allows everything. See SCOPE.md.");
    }

    private static bool AllowsEverything(JsonNode? policy)
    {
        var statement = policy is JsonObject document && document["Statement"] is { } found ? found is JsonArray { Count: 1 } list ? list[0] : found : null;
        return statement is JsonObject only && only.All(m => m.Key is "Sid" or "Effect" or "Principal" or "Action" or "Resource") && Text(only["Effect"]) == "Allow"
            && Any(only["Action"]) && Any(only["Resource"]) && (Any(only["Principal"]) || (only["Principal"] is JsonObject { Count: 1 } principal && Any(principal["AWS"])));
    }

    private static bool Any(JsonNode? node) => Text(node is JsonArray { Count: 1 } list ? list[0] : node) == "*";

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
