namespace Berth.AgentProtocol;

/// <summary>
/// What an agent sends on the telemetry websocket: header lines that sign the JSON, a blank line, the JSON.
/// Sample: <c>Authorization: AWS4-HMAC-SHA256 …\r\nHost: 127.0.0.1:4566\r\nX-Amz-Date: …\r\n\r\n{"type":"PublishMetricsRequest",…}</c>.
/// </summary>
public static class TcsFrame
{
    private const string LineEnd = "\r\n";

    public static string Write(IEnumerable<KeyValuePair<string, string>> headers, string json) =>
        string.Concat(headers.OrderBy(h => h.Key, StringComparer.Ordinal).Select(h => $"{h.Key}: {h.Value}{LineEnd}")) + LineEnd + json;

    /// <returns>Null when there is no blank line.</returns>
    public static (IReadOnlyDictionary<string, string> Headers, string Json)? Read(string text)
    {
        var end = text.IndexOf(LineEnd + LineEnd, StringComparison.Ordinal);
        if (end < 0) return null;
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in text[..end].Split(LineEnd))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0) headers[line[..colon].Trim()] = line[(colon + 1)..].Trim();
        }

        return (headers, text[(end + (2 * LineEnd.Length))..]);
    }
}
