using System.Buffers.Binary;
using System.Text;

namespace Berth.Testing.Dns;

/// <summary>Questions as clients write them.</summary>
public static class DnsMessages
{
    public const ushort A = 1;
    public const ushort Ptr = 12;
    public const ushort Text = 16;
    public const ushort Aaaa = 28;
    public const ushort Any = 255;

    /// <param name="payload">With an OPT that says this; null for none.</param>
    /// <param name="flags">Recursion desired when nothing is said.</param>
    public static byte[] Question(string name, ushort type = A, ushort id = 7, int? payload = null, ushort flags = 0x0100, ushort kind = 1, byte version = 0, bool dnssecOk = false)
    {
        var message = new List<byte>();
        foreach (var word in (ReadOnlySpan<int>)[id, flags, 1, 0, 0, payload is null ? 0 : 1]) Word(message, word);
        message.AddRange(Name(name));
        Word(message, type);
        Word(message, kind);
        if (payload is { } size)
        {
            message.Add(0);
            foreach (var word in (ReadOnlySpan<int>)[41, size, version, dnssecOk ? 0x8000 : 0, 0]) Word(message, word);
        }

        return [.. message];
    }

    /// <summary>The answer of a name server that has addresses for it.</summary>
    public static byte[] Answer(byte[] question, params byte[][] addresses)
    {
        var end = EndOfQuestion(question);
        var message = new List<byte>(question[..end]) { [2] = 0x81, [3] = 0x80, [6] = (byte)(addresses.Length >> 8), [7] = (byte)addresses.Length, [10] = 0, [11] = 0 };
        foreach (var address in addresses)
        {
            foreach (var word in (ReadOnlySpan<int>)[0xc00c, A, 1, 0, 300, 4]) Word(message, word);
            message.AddRange(address);
        }

        return [.. message];
    }

    /// <summary>An answer without records, with this code.</summary>
    public static byte[] Coded(byte[] question, int code, bool truncated = false)
    {
        var message = Answer(question);
        message[2] |= (byte)(truncated ? 2 : 0);
        message[3] |= (byte)code;
        return message;
    }

    private static int EndOfQuestion(byte[] message)
    {
        var at = 12;
        while (message[at] != 0) at += message[at] + 1;
        return at + 5;
    }

    private static byte[] Name(string name) => [.. name.Split('.', StringSplitOptions.RemoveEmptyEntries).SelectMany(l => Encoding.UTF8.GetBytes(l).Prepend((byte)Encoding.UTF8.GetByteCount(l))), 0];

    private static void Word(List<byte> message, int value)
    {
        Span<byte> bytes = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)value);
        message.AddRange(bytes);
    }
}
