using System.Text.Json;
using System.Text.RegularExpressions;

namespace Berth.Node.Images;

/// <summary>
/// What a registry answers to somebody without a token. Sample: <c>Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:library/nginx:pull"</c>.
/// Source: distribution specification, token authentication.
/// </summary>
internal sealed partial record BearerChallenge(Uri Realm, string? Service, string? Scope)
{
    /// <returns>Null when it is no such challenge, or its realm is neither encrypted nor on this machine, or names a user: everybody is meant, and half a name makes no address.</returns>
    public static BearerChallenge? Parse(string? parameters)
    {
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (Match field in Field().Matches(parameters ?? "")) fields.TryAdd(field.Groups[1].Value, field.Groups[2].Value);
        if (!fields.TryGetValue("realm", out var realm) || !Uri.TryCreate(realm, UriKind.Absolute, out var uri) || uri.UserInfo.Length > 0) return null;
        return uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback) ? new(uri, fields.GetValueOrDefault("service"), fields.GetValueOrDefault("scope")) : null;
    }

    /// <summary>Asks for a token that lets anybody pull.</summary>
    /// <returns>Null when nobody gets one.</returns>
    public async Task<string?> GetToken(HttpClient http, CancellationToken cancel)
    {
        var query = string.Join('&', new[] { ("service", Service), ("scope", Scope) }.Where(p => p.Item2 is not null).Select(p => $"{p.Item1}={Uri.EscapeDataString(p.Item2!)}"));
        using var answer = await http.GetAsync(new UriBuilder(Realm) { Query = query }.Uri, cancel);
        return answer.IsSuccessStatusCode ? ReadToken(await answer.Content.ReadAsStringAsync(cancel)) : null;
    }

    /// <summary>Sample: <c>{"token":"eyJ…","expires_in":300}</c>.</summary>
    /// <returns>Null when there is no token, or one that no header can carry.</returns>
    public static string? ReadToken(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            var read = json.RootElement.TryGetProperty("token", out var token) || json.RootElement.TryGetProperty("access_token", out token) ? token.GetString() : null;
            return read?.All(c => c is > ' ' and < '\u007f') == true ? read : null;
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    [GeneratedRegex("(\\w+)=\"([^\"]*)\"")]
    private static partial Regex Field();
}
