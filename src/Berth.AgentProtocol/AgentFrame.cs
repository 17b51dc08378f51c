using System.Text.Json;

namespace Berth.AgentProtocol;

/// <summary>
/// One frame of the ACS and TCS websockets. Sample: <c>{"type":"HeartbeatMessage","message":{"messageId":"hb-1","healthy":true}}</c>.
/// Members are lowerCamelCase, absent rather than null.
/// </summary>
public static class AgentFrame
{
    private static readonly JsonSerializerOptions Json = WholeJson.Options;

    public static string Write<T>(T message)
        where T : IAgentMessage => JsonSerializer.Serialize(new { type = T.Type, message }, Json);

    /// <returns>The type and the message as it stands; null when the text is no frame. Unknown types are for the caller to drop.</returns>
    public static (string Type, JsonElement Message)? Read(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String) return null;
            return (type.GetString()!, root.TryGetProperty("message", out var message) ? message.Clone() : default);
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            // Half a surrogate pair is found only when the text is asked for, as InvalidOperationException.
            return null;
        }
    }

    /// <returns>Null when a member that the message cannot be without is missing or of a wrong type.</returns>
    public static T? As<T>(JsonElement message)
        where T : class, IAgentMessage
    {
        try
        {
            return message.ValueKind == JsonValueKind.Object ? message.Deserialize<T>(Json) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static string WriteTask(NativeTask task) => JsonSerializer.Serialize(task, Json);

    /// <exception cref="JsonException">The text is no task.</exception>
    public static NativeTask ReadTask(string text) => JsonSerializer.Deserialize<NativeTask>(text, Json) ?? throw new JsonException("The task is empty.");
}

/// <summary>A message with the name by which its frame announces it.</summary>
public interface IAgentMessage
{
    static abstract string Type { get; }
}
