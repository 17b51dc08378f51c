using System.Buffers.Binary;
using System.Text;

namespace Berth.Node.Dns;

/// <summary>Writes answers: to a question of ours with addresses, with a name, with nothing or with a refusal. Pure. Source: RFC 1035, 4.1; RFC 6891; RFC 2181, 9.</summary>
internal static class DnsAnswer
{
    /// <summary>Where the question's name is, as a compressed name says it.</summary>
    private const ushort QuestionName = 0xc000 | DnsNumbers.HeaderBytes;

    private const int RecordBytes = 12;
    private const int ExtensionBytes = 11;

    /// <param name="sizeMax">Bytes; an answer that is longer goes without its records, and says so.</param>
    public static byte[] Addresses(DnsQuestion question, IReadOnlyList<uint> addresses, int sizeMax)
    {
        var records = new byte[addresses.Count * (RecordBytes + 4)];
        for (var i = 0; i < addresses.Count; i++)
        {
            var record = records.AsSpan(i * (RecordBytes + 4));
            RecordHeader(record, DnsNumbers.TypeA, 4);
            BinaryPrimitives.WriteUInt32BigEndian(record[RecordBytes..], addresses[i]);
        }

        return Message(question.Header, question, DnsCode.NoError, records, addresses.Count, sizeMax);
    }

    /// <param name="name">A host's name, of ours.</param>
    public static byte[] Pointer(DnsQuestion question, string name, int sizeMax)
    {
        var data = Name(name);
        var record = new byte[RecordBytes + data.Length];
        RecordHeader(record, DnsNumbers.TypePtr, data.Length);
        data.CopyTo(record.AsSpan(RecordBytes));
        return Message(question.Header, question, DnsCode.NoError, record, 1, sizeMax);
    }

    public static byte[] Coded(DnsQuestion question, DnsCode code) => Coded(question.Header, code, question);

    /// <param name="question">Null when it could not be read.</param>
    public static byte[] Coded(DnsHeader header, DnsCode code, DnsQuestion? question) => Message(header, question, code, [], 0, int.MaxValue);

    /// <summary>There is an answer, and it is too long: ask by TCP.</summary>
    public static byte[] Truncated(DnsQuestion question) => Message(question.Header, question, DnsCode.NoError, [], 0, 0);

    private static byte[] Message(DnsHeader header, DnsQuestion? question, DnsCode code, ReadOnlySpan<byte> records, int count, int sizeMax)
    {
        var wire = question is null ? default : question.Wire.Span;
        var extension = question?.Extension;
        var around = DnsNumbers.HeaderBytes + wire.Length + (extension is null ? 0 : ExtensionBytes);
        var truncated = around + records.Length > sizeMax;
        if (truncated) records = default;
        var message = new byte[around + records.Length];
        var kept = header.Flags & (DnsNumbers.OpcodeBits | DnsNumbers.RecursionDesired | DnsNumbers.CheckingDisabled);
        Word(message, 0, header.Id);
        Word(message, 2, kept | DnsNumbers.Response | DnsNumbers.RecursionAvailable | (truncated ? DnsNumbers.Truncated : 0) | ((int)code & DnsNumbers.CodeBits));
        Word(message, 4, question is null ? 0 : 1);
        Word(message, 6, truncated ? 0 : count);
        Word(message, 10, extension is null ? 0 : 1);
        wire.CopyTo(message.AsSpan(DnsNumbers.HeaderBytes));
        records.CopyTo(message.AsSpan(DnsNumbers.HeaderBytes + wire.Length));
        if (extension is { } asked) Extension(message.AsSpan(message.Length - ExtensionBytes), asked, code);
        return message;
    }

    private static void RecordHeader(Span<byte> record, ushort type, int dataBytes)
    {
        Word(record, 0, QuestionName);
        Word(record, 2, type);
        Word(record, 4, DnsNumbers.ClassIn);
        BinaryPrimitives.WriteUInt32BigEndian(record[6..], DnsNumbers.TimeToLive);
        Word(record, 10, dataBytes);
    }

    /// <summary>An OPT: the root's name, type, our payload size, and where others have a time: the code's upper bits, version 0 and whether DNSSEC was asked for.</summary>
    private static void Extension(Span<byte> record, DnsExtension asked, DnsCode code)
    {
        Word(record, 1, DnsNumbers.TypeOpt);
        Word(record, 3, DnsNumbers.PayloadMax);
        record[5] = (byte)((int)code >> 4);
        if (asked.DnssecOk) record[7] = 0x80;
    }

    private static byte[] Name(string name)
    {
        var bytes = new List<byte>(name.Length + 2);
        foreach (var label in name.Split('.'))
        {
            bytes.Add((byte)label.Length);
            bytes.AddRange(Encoding.ASCII.GetBytes(label));
        }

        bytes.Add(0);
        return [.. bytes];
    }

    private static void Word(Span<byte> message, int at, int value) => BinaryPrimitives.WriteUInt16BigEndian(message[at..], (ushort)value);
}
