using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Berth.Node.Native;
using Microsoft.Win32.SafeHandles;

namespace Berth.Node.Network;

/// <summary>A netlink socket. It belongs to the network namespace of the thread that opened it, whoever uses it later.</summary>
internal sealed unsafe partial class Netlink : IDisposable
{
    /// <summary>Of sockets about links, addresses and routes, and of those about connections. Source: linux/netlink.h.</summary>
    public const int Route = 0;
    public const int Netfilter = 12;

    private const int Family = 16;
    private const int RawCloseOnExec = 3 | 0x80000;
    private const int SolNetlink = 270;
    private const int ExtendedAck = 11;
    private const int CapAck = 10;
    private const short ErrorMessage = 2;
    private const short Done = 3;
    private const int HeaderBytes = 16;
    private const int DumpBytes = 64 * 1024;
    private const int ExtendedAckText = 1;
    private readonly SafeFileHandle socket;
    private readonly Lock gate = new();
    private uint sequence;

    private Netlink(SafeFileHandle socket) => this.socket = socket;

    /// <param name="networkNamespace">Path of a pin; null for the host's.</param>
    public static Task<Netlink> Open(string? networkNamespace) => networkNamespace is null ? Task.FromResult(OpenHere()) : ShortThread.InNetwork(networkNamespace, () => OpenHere());

    /// <summary>Sends requests in one write and waits until the kernel has acknowledged each.</summary>
    /// <exception cref="NativeException">The first that the kernel refused, in its words.</exception>
    public void Send(params ReadOnlySpan<NetlinkMessage> messages)
    {
        lock (gate)
        {
            using var all = new MemoryStream();
            foreach (var message in messages) all.Write(message.Finish(++sequence, acknowledge: true));
            Write(all.ToArray());
            NativeException? refusal = null;
            for (var answers = 0; answers < messages.Length; answers++) refusal = ReadAcknowledgement(messages[answers].What) ?? refusal;
            if (refusal is not null) throw refusal;
        }
    }

    /// <returns>The index of a link; null when there is none of this name.</returns>
    public int? IndexOf(string name)
    {
        lock (gate)
        {
            Write(new NetlinkMessage("find link " + name, NetlinkMessage.GetLink, 0).Raw(stackalloc byte[16]).Text(NetlinkMessage.LinkName, name).Finish(++sequence, acknowledge: false));
            var buffer = stackalloc byte[16 * 1024];
            var count = Receive(buffer, 16 * 1024);
            var type = BinaryPrimitives.ReadInt16LittleEndian(new ReadOnlySpan<byte>(buffer + 4, 2));
            return type == ErrorMessage || count < 24 ? null : BinaryPrimitives.ReadInt32LittleEndian(new ReadOnlySpan<byte>(buffer + 16 + 4, 4));
        }
    }

    /// <summary>Removes the link of this name, if there is one. It may go by itself in that moment: the kernel removes it some time after the namespace of its other end.</summary>
    public void Remove(string name)
    {
        try
        {
            if (IndexOf(name) is { } index) Send(NetlinkRequests.Delete(index));
        }
        catch (NativeException gone) when (gone.Error == Libc.NoSuchDevice)
        {
            // As wanted.
        }
    }

    public void Dispose() => socket.Dispose();

    /// <summary>Asks for everything of a kind.</summary>
    /// <returns>Each message behind its netlink header.</returns>
    /// <exception cref="NativeException">The kernel refused it.</exception>
    public IReadOnlyList<byte[]> Dump(NetlinkMessage request)
    {
        lock (gate)
        {
            Write(request.Finish(++sequence, acknowledge: false));
            var found = new List<byte[]>();
            var buffer = new byte[DumpBytes];
            while (true)
            {
                int count;
                fixed (byte* start = buffer) count = Receive(start, DumpBytes);
                for (var at = 0; at + HeaderBytes <= count;)
                {
                    var length = BinaryPrimitives.ReadInt32LittleEndian(buffer.AsSpan(at));
                    if (length < HeaderBytes || at + length > count) throw new NativeException($"{request.What}: the kernel's answer is cut off", 0);
                    switch (BinaryPrimitives.ReadInt16LittleEndian(buffer.AsSpan(at + 4)))
                    {
                        case Done:
                            return found;
                        case ErrorMessage:
                            var error = -BinaryPrimitives.ReadInt32LittleEndian(buffer.AsSpan(at + HeaderBytes));
                            throw new NativeException($"{request.What}: {Marshal.GetPInvokeErrorMessage(error)}", error);
                        default:
                            found.Add(buffer.AsSpan(at + HeaderBytes, length - HeaderBytes).ToArray());
                            break;
                    }

                    at += (length + 3) & ~3;
                }
            }
        }
    }

    /// <summary>In the namespace of this thread.</summary>
    public static Netlink OpenHere(int protocol = Route)
    {
        var fd = socket_(Family, RawCloseOnExec, protocol);
        if (fd < 0) throw Libc.Failed("netlink socket", Marshal.GetLastPInvokeError());
        var handle = new SafeFileHandle(fd, ownsHandle: true);
        var one = 1;
        _ = setsockopt(fd, SolNetlink, ExtendedAck, &one, sizeof(int));
        _ = setsockopt(fd, SolNetlink, CapAck, &one, sizeof(int));
        return new(handle);
    }

    private NativeException? ReadAcknowledgement(string what)
    {
        const int Size = 8 * 1024;
        var buffer = stackalloc byte[Size];
        var count = Receive(buffer, Size);
        var error = -BinaryPrimitives.ReadInt32LittleEndian(new ReadOnlySpan<byte>(buffer + 16, 4));
        if (error == 0) return null;
        var text = ReadExtendedText(new ReadOnlySpan<byte>(buffer, count));
        return new NativeException($"{what}: {Marshal.GetPInvokeErrorMessage(error)}{(text is null ? "" : $" ({text})")}", error);
    }

    /// <summary>Behind the error number come the request's header (16 bytes, capped) and then attributes; number 1 is text.</summary>
    private static string? ReadExtendedText(ReadOnlySpan<byte> answer)
    {
        for (var at = 16 + 4 + 16; at + 4 <= answer.Length;)
        {
            var length = BinaryPrimitives.ReadUInt16LittleEndian(answer[at..]);
            if (length < 4 || at + length > answer.Length) return null;
            if (BinaryPrimitives.ReadUInt16LittleEndian(answer[(at + 2)..]) == ExtendedAckText) return Encoding.UTF8.GetString(answer.Slice(at + 4, length - 4)).TrimEnd('\0');
            at += (length + 3) & ~3;
        }

        return null;
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
            if (send((int)socket.DangerousGetHandle(), start, (nuint)bytes.Length, 0) < 0) throw Libc.Failed("netlink send", Marshal.GetLastPInvokeError());
    }

    private int Receive(byte* buffer, int size)
    {
        while (true)
        {
            var count = recv((int)socket.DangerousGetHandle(), buffer, (nuint)size, 0);
            if (count >= 0) return (int)count;
            if (Marshal.GetLastPInvokeError() != Libc.Interrupted) throw Libc.Failed("netlink receive", Marshal.GetLastPInvokeError());
        }
    }

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int socket_(int family, int type, int protocol);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setsockopt(int fd, int level, int name, int* value, int length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint send(int fd, byte* buffer, nuint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint recv(int fd, byte* buffer, nuint length, int flags);
}
