using System.Text.Json;
using Berth.AgentProtocol;

namespace Berth.Node.Network;

/// <summary>Beside each task's pin: what was made for it, so that another process can undo it.</summary>
internal sealed record AttachmentFile(string TaskId, NativeInterface Interface)
{
    public static string PathOf(string directory, string taskId) => Path.Combine(directory, $"task-{taskId}.json");

    public static AttachmentFile? Read(string path)
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<AttachmentFile>(File.ReadAllText(path)) : null;
        }
        catch (JsonException)
        {
            return null; // Half written when a process died: the namespace was not handed out yet.
        }
    }

    public void Write(string directory) => File.WriteAllText(PathOf(directory, TaskId), JsonSerializer.Serialize(this));
}
