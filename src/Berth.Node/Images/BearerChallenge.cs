using System.Text.Json;
using System.Text.RegularExpressions;

namespace Berth.Node.Images;

/// <summary>
/// What a registry answers to somebody without a token. Sample: <c>Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:library/nginx:pull"</c>.
/// Source: distribution specification, token authentication.
/// </summary>
internal sealed partial record BearerChallenge(Uri Realm, string? Service, string? Scope)
{
    /// <returns>Null when it is no such challenge, or its realm is neither encrypted nor on this machine.</returns>
    public static BearerChallenge? Parse(string? parameters)
    {
        var fields = Field().Matches(parameters ?? "").ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value, StringComparer.OrdinalIgnoreCase);
        if (!fields.TryGetValue("realm", out var realm) || !Uri.TryCreate(realm, UriKind.Absolute, out var uri)) return null;
        return uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback) ? new(uri, fields.GetValueOrDefault("service"), fields.GetValueOrDefault("scope")) : null;
    }

    /// <summary>Asks for a token that lets anybody pull.</summary>
    /// <returns>Null when nobody gets one.</returns>
    public async Task<string?> GetToken(HttpClient http, CancellationToken cancel)
    {
        var query = string.Join('&', new[] { ("service", Service), ("scope", Scope) }.Where(p => p.Item2 is not null).Select(p => $"{p.Item1}={Uri.EscapeDataString(p.Item2!)}"));
        using var answer = await http.GetAsync(new UriBuilder(Realm) { Query = query }.Uri, cancel);
        if (!answer.IsSuccessStatusCode) return null;
        try
        {
            using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancel));
            return json.RootElement.TryGetProperty("token", out var token) || json.RootElement.TryGetProperty("access_token", out token) ? token.GetString() : null;
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    [GeneratedRegex("(\\w+)=\"([^\"]*)\"")]
    private static partial Regex Field();
}
