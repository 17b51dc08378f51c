using System.IO.Pipes;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Berth.Node.Native;

/// <summary>
/// The first bytes of what a command writes, on a pipe that is emptied for as long as it runs. A process that the command left behind may hold the pipe for ever,
/// so the end of the command, not of the pipe, ends the reading.
/// </summary>
internal sealed class CommandOutput(int bytesMax) : IDisposable
{
    /// <summary>Written by us behind the command's last byte.</summary>
    private const byte EndMark = 0;

    private readonly AnonymousPipeServerStream pipe = new(PipeDirection.In, HandleInheritability.None);
    private readonly MemoryStream kept = new();
    private Task reading = Task.CompletedTask;
    private volatile bool ended;

    /// <summary>For the command. Stays open here, too.</summary>
    public int WriteEnd => (int)pipe.ClientSafePipeHandle.DangerousGetHandle();

    public void Begin() => reading = Read();

    /// <summary>The command is over, or nobody waits for it any longer.</summary>
    public async Task<string> End()
    {
        ended = true;
        using (var handle = new SafeFileHandle(WriteEnd, ownsHandle: false))
        using (var stream = new FileStream(handle, FileAccess.Write, bufferSize: 0)) await stream.WriteAsync(new[] { EndMark });
        await reading;
        return Encoding.UTF8.GetString(kept.GetBuffer(), 0, (int)kept.Length);
    }

    public void Dispose()
    {
        pipe.DisposeLocalCopyOfClientHandle();
        pipe.Dispose();
        kept.Dispose();
    }

    private async Task Read()
    {
        var buffer = new byte[4096];
        while (true)
        {
            var count = await pipe.ReadAsync(buffer);
            var read = buffer.AsMemory(0, count);
            var mark = ended ? read.Span.IndexOf(EndMark) : -1;
            if (mark >= 0) read = read[..mark];
            kept.Write(read.Span[..Math.Min(read.Length, bytesMax - (int)kept.Length)]);
            if (mark >= 0 || count == 0) return;
        }
    }
}
