using System.Text;
using System.Text.Json;

namespace Berth.Domain.Access;

/// <summary>A place in a document. Both count from 1.</summary>
public readonly record struct PolicyPosition(int Line, int Column);

/// <summary>From behind the bracket or comma before a statement to behind its closing brace, as the policy simulator counts.</summary>
public readonly record struct PolicySpan(PolicyPosition Start, PolicyPosition End);

/// <summary>Where the statements of a document stand. Source: IAM API, Statement.StartPosition, and what the simulator answers for AdministratorAccess: 3:17 to 8:6.</summary>
public static class PolicyPositions
{
    /// <returns>One for each statement, by its place; none when the text is no policy.</returns>
    public static IReadOnlyList<PolicySpan> Of(string document)
    {
        try
        {
            return Find(Encoding.UTF8.GetBytes(document));
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static List<PolicySpan> Find(byte[] json)
    {
        var found = new List<PolicySpan>();
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1 || !reader.ValueTextEquals("Statement")) continue;

            // Of two elements of one name the later counts.
            found.Clear();
            var before = (int)reader.BytesConsumed;
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartArray)
            {
                reader.Skip();
                found.Add(Span(json, before, (int)reader.BytesConsumed));
                continue;
            }

            before = (int)reader.BytesConsumed;
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                reader.Skip();
                found.Add(Span(json, before, (int)reader.BytesConsumed));
                before = (int)reader.BytesConsumed + json.AsSpan((int)reader.BytesConsumed).IndexOfAny((byte)',', (byte)']') + 1;
            }
        }

        return found;
    }

    private static PolicySpan Span(byte[] json, int start, int end) => new(Position(json.AsSpan(0, start)), Position(json.AsSpan(0, end)));

    private static PolicyPosition Position(ReadOnlySpan<byte> before) => new(before.Count((byte)'\n') + 1, Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]) + 1);
}
