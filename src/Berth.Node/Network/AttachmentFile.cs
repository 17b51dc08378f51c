using Berth.AgentProtocol;

namespace Berth.Node.Network;

/// <summary>Beside each task's pin: what was made for it, so that another process can undo it.</summary>
/// <param name="Whole">The namespace may be handed out.</param>
internal sealed record AttachmentFile(string TaskId, NativeInterface Interface, bool Whole)
{
    public static string PathOf(string directory, string taskId) => Path.Combine(directory, $"task-{taskId}.json");

    public static AttachmentFile? Read(string path) => KeptFile.Read<AttachmentFile>(path);

    public void Write(string directory) => KeptFile.Write(PathOf(directory, TaskId), this);
}
