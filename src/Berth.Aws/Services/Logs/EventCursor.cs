using System.Globalization;
using Berth.Aws.Paging;
using Berth.Storage;

namespace Berth.Aws.Services.Logs;

/// <summary>Where reading goes on, and in which direction. Travels inside a page token.</summary>
/// <param name="Position">Null: from the very start, or the very end when backward.</param>
internal sealed record EventCursor(bool Forward, LogPosition? Position)
{
    public static EventCursor After(StoredLogEvent entry) => new(true, new(entry.Timestamp, entry.Sequence));

    public static EventCursor Before(StoredLogEvent entry) => new(false, new(entry.Timestamp, entry.Sequence));

    public static EventCursor At(LogPosition position) => new(true, position);

    /// <returns>Null when the token is not of this list.</returns>
    public static EventCursor? Read(PageTokens tokens, string list, string token)
    {
        if (tokens.Read(list, token[(token.IndexOf('/', StringComparison.Ordinal) + 1)..])?.Split(' ') is not [var direction, .. var rest]) return null;
        return new(direction == "f", rest is [var time, var sequence] ? new LogPosition(long.Parse(time, CultureInfo.InvariantCulture), long.Parse(sequence, CultureInfo.InvariantCulture)) : null);
    }

    /// <summary>The same place, looked at the other way.</summary>
    public EventCursor Turn(bool forward) => this with { Forward = forward };

    /// <summary>Tokens start with their direction, f/ or b/, as CloudWatch Logs' do.</summary>
    public string Make(PageTokens tokens, string list)
    {
        var direction = Forward ? "f" : "b";
        return $"{direction}/{tokens.Make(list, Position is { } p ? string.Create(CultureInfo.InvariantCulture, $"{direction} {p.Timestamp} {p.Sequence}") : direction)}";
    }
}
