namespace Berth.Storage.Postgres;

/// <summary>
/// PostgreSQL's text holds every character but U+0000, which names and log lines may contain. It becomes U+0001 U+0001, and U+0001 becomes U+0001 U+0002:
/// nothing is lost, and both order and prefixes stay as they were.
/// </summary>
internal static class PostgresText
{
    public static string Keep(string text) => text.AsSpan().IndexOfAny('\0', '\u0001') < 0
        ? text
        : text.Replace("\u0001", "\u0001\u0002", StringComparison.Ordinal).Replace("\0", "\u0001\u0001", StringComparison.Ordinal);

    public static string Give(string kept) => !kept.Contains('\u0001', StringComparison.Ordinal)
        ? kept
        : kept.Replace("\u0001\u0001", "\0", StringComparison.Ordinal).Replace("\u0001\u0002", "\u0001", StringComparison.Ordinal);
}
