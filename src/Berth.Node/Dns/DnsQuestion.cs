using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Berth.Node.Dns;

/// <summary>What came in: a question, or what is to be answered to something that is none.</summary>
internal abstract record DnsRequest
{
    /// <param name="Question">Well formed, and of a kind that is answered.</param>
    public sealed record Asked(DnsQuestion Question) : DnsRequest;

    /// <param name="Header">As it was sent.</param>
    /// <param name="Question">Null when it could not be read.</param>
    public sealed record Refused(DnsHeader Header, DnsCode Code, DnsQuestion? Question) : DnsRequest;

    /// <summary>Too short for an answer to it, or an answer itself: whoever answers answers plays ball with another server for ever.</summary>
    public sealed record Ignored : DnsRequest;
}

/// <param name="Flags">The second word: opcode, flags and code.</param>
internal readonly record struct DnsHeader(ushort Id, ushort Flags);

/// <param name="PayloadSize">Bytes that the sender takes over UDP.</param>
internal readonly record struct DnsExtension(ushort PayloadSize, byte Version, bool DnssecOk);

/// <summary>One question, as read from a datagram. Source: RFC 1035, 4.1; RFC 6891.</summary>
/// <param name="Wire">The question's section as it was sent; an answer repeats it letter by letter, for many a client checks the case of its name.</param>
/// <param name="Name">Labels joined by dots, none at the end. A byte that is no letter of a host's name is written \DDD, so that a label with a dot is never taken for two.</param>
/// <param name="Extension">Null when the sender knows nothing of EDNS.</param>
internal sealed record DnsQuestion(DnsHeader Header, ReadOnlyMemory<byte> Wire, string Name, ushort Type, ushort Class, DnsExtension? Extension)
{
    /// <summary>Records beside the question: an OPT, and at most a few that we pass over.</summary>
    private const int AdditionalMax = 8;

    /// <summary>The longest answer that the sender takes over UDP.</summary>
    public int PayloadMax => Math.Clamp((int)(Extension?.PayloadSize ?? 0), DnsNumbers.PlainPayload, DnsNumbers.PayloadMax);

    public static DnsRequest Read(ReadOnlySpan<byte> message)
    {
        if (message.Length < DnsNumbers.HeaderBytes) return new DnsRequest.Ignored();
        var header = new DnsHeader(Word(message, 0), Word(message, 2));
        if ((header.Flags & DnsNumbers.Response) != 0) return new DnsRequest.Ignored();
        if ((header.Flags & DnsNumbers.OpcodeBits) != 0) return new DnsRequest.Refused(header, DnsCode.NotImplemented, null);
        var malformed = new DnsRequest.Refused(header, DnsCode.FormatError, null);
        if (Word(message, 4) != 1 || Word(message, 6) != 0 || Word(message, 8) != 0 || Word(message, 10) > AdditionalMax) return malformed;
        var at = DnsNumbers.HeaderBytes;
        if (ReadName(message, ref at) is not { } name || at + 4 > message.Length) return malformed;
        var (type, kind) = (Word(message, at), Word(message, at + 2));
        at += 4;
        var wire = message[DnsNumbers.HeaderBytes..at].ToArray();
        if (!ReadAdditional(message, at, out var extension)) return malformed;
        var question = new DnsQuestion(header, wire, name, type, kind, extension);
        return question switch
        {
            { Extension.Version: > 0 } => new DnsRequest.Refused(header, DnsCode.BadVersion, question),
            { Type: 0 or DnsNumbers.TypeOpt or (>= DnsNumbers.FirstMetaType and < DnsNumbers.TypeAny) } => new DnsRequest.Refused(header, DnsCode.NotImplemented, question),
            { Class: not DnsNumbers.ClassIn } => new DnsRequest.Refused(header, DnsCode.Refused, question),
            _ => new DnsRequest.Asked(question),
        };
    }

    /// <summary>Whether a message is the answer to this very question, so far as one can tell.</summary>
    public bool IsAnsweredBy(ReadOnlySpan<byte> message)
    {
        if (message.Length < DnsNumbers.HeaderBytes || Word(message, 0) != Header.Id || (Word(message, 2) & (DnsNumbers.Response | DnsNumbers.OpcodeBits)) != DnsNumbers.Response) return false;

        // Servers that did not like the question do not always repeat it.
        if (Word(message, 4) == 0) return CodeOf(message) != DnsCode.NoError;
        return Word(message, 4) == 1 && message.Length >= DnsNumbers.HeaderBytes + Wire.Length && SameQuestion(message.Slice(DnsNumbers.HeaderBytes, Wire.Length), Wire.Span);
    }

    /// <param name="message">At least a header long.</param>
    public static DnsCode CodeOf(ReadOnlySpan<byte> message) => (DnsCode)(Word(message, 2) & DnsNumbers.CodeBits);

    /// <param name="message">At least a header long.</param>
    public static bool IsTruncated(ReadOnlySpan<byte> message) => (Word(message, 2) & DnsNumbers.Truncated) != 0;

    private static ushort Word(ReadOnlySpan<byte> message, int at) => BinaryPrimitives.ReadUInt16BigEndian(message[at..]);

    /// <summary>Servers may write the letters of the name in another case. Lengths of labels are below every letter; type and class must be the same to the bit.</summary>
    private static bool SameQuestion(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        static int Lower(byte letter) => char.IsAsciiLetterUpper((char)letter) ? letter | 0x20 : letter;
        var name = one.Length - 4;
        for (var i = 0; i < name; i++)
            if (Lower(one[i]) != Lower(other[i])) return false;
        return one[name..].SequenceEqual(other[name..]);
    }

    /// <returns>Null for a name that is cut off or too long, or that has a pointer: in a question there is nothing yet to point at.</returns>
    private static string? ReadName(ReadOnlySpan<byte> message, ref int at)
    {
        var (start, text) = (at, new StringBuilder());
        while (at < message.Length)
        {
            var length = message[at++];
            if (length == 0) return text.ToString();
            if (length > DnsNumbers.LabelBytesMax || at + length + 1 - start > DnsNumbers.NameBytesMax || at + length > message.Length) return null;
            if (text.Length > 0) text.Append('.');
            foreach (var letter in message.Slice(at, length))
            {
                if (char.IsAsciiLetterOrDigit((char)letter) || letter is (byte)'-' or (byte)'_' or (byte)'*') text.Append((char)letter);
                else text.Append(CultureInfo.InvariantCulture, $"\\{letter:d3}");
            }

            at += length;
        }

        return null;
    }

    /// <returns>False when the rest of the message is not what its header says, or there are two OPTs.</returns>
    private static bool ReadAdditional(ReadOnlySpan<byte> message, int at, out DnsExtension? extension)
    {
        const int FixedBytes = 10;
        extension = null;
        for (var left = Word(message, 10); left > 0; left--)
        {
            var ownerAt = at;
            if (!SkipName(message, ref at) || at + FixedBytes > message.Length) return false;
            var (type, size, flags, data) = (Word(message, at), Word(message, at + 2), BinaryPrimitives.ReadUInt32BigEndian(message[(at + 4)..]), Word(message, at + 8));
            if (type == DnsNumbers.TypeOpt)
            {
                if (extension is not null || at != ownerAt + 1) return false;
                extension = new(size, (byte)(flags >> 16), (flags & 0x8000) != 0);
            }

            at += FixedBytes + data;
            if (at > message.Length) return false;
        }

        return at == message.Length;
    }

    /// <summary>Passes a name over, without following its pointer.</summary>
    private static bool SkipName(ReadOnlySpan<byte> message, ref int at)
    {
        const int Pointer = 0xc0;
        while (at < message.Length)
        {
            var length = message[at++];
            if (length == 0) return true;
            if (length >= Pointer)
            {
                at++;
                return at <= message.Length;
            }

            if (length > DnsNumbers.LabelBytesMax) return false;
            at += length;
        }

        return false;
    }
}
