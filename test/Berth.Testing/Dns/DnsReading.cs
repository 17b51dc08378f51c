using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Berth.Testing.Dns;

/// <summary>An answer as a strict client reads it, which knows nothing of the writer.</summary>
/// <param name="Code">With the upper bits that an OPT has.</param>
/// <param name="Question">As it stands in the message; empty when there is none.</param>
/// <param name="Records">Sample: <c>A 10.0.0.4 60</c>.</param>
/// <param name="Payload">Of its OPT; null when it has none.</param>
public sealed record DnsReading(ushort Id, ushort Flags, int Code, byte[] Question, IReadOnlyList<string> Records, int? Payload)
{
    public bool Truncated => (Flags & 0x0200) != 0;

    /// <summary>Sample: <c>NOERROR A 10.0.0.4 60, A 10.0.1.4 60</c>.</summary>
    public override string ToString()
    {
        string[] names = ["NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED"];
        return string.Join(' ', (string[])[Code < names.Length ? names[Code] : Code.ToString(CultureInfo.InvariantCulture), .. Truncated ? (string[])["TC"] : [], .. Records.Count > 0 ? (string[])[string.Join(", ", Records)] : []]);
    }

    /// <exception cref="FormatException">It is no whole answer, or has more than its header says.</exception>
    public static DnsReading Of(ReadOnlySpan<byte> message)
    {
        if (message.Length < 12) throw new FormatException("It has no header.");
        var flags = Word(message, 2);
        if ((flags & 0x8000) == 0) throw new FormatException("It is no answer.");
        if (Word(message, 4) > 1) throw new FormatException("It has more than one question.");
        var at = 12;
        if (Word(message, 4) == 1)
        {
            Name(message, ref at);
            at += 4;
        }

        if (at > message.Length) throw new FormatException("Its question is cut off.");
        var question = message[12..at].ToArray();
        var (records, code, payload) = (new List<string>(), flags & 15, (int?)null);
        for (var left = Word(message, 6) + Word(message, 8) + Word(message, 10); left > 0; left--)
        {
            var name = Name(message, ref at);
            if (at + 10 > message.Length) throw new FormatException("A record is cut off.");
            var (type, kind, time, length) = (Word(message, at), Word(message, at + 2), BinaryPrimitives.ReadUInt32BigEndian(message[(at + 4)..]), Word(message, at + 8));
            at += 10;
            if (at + length > message.Length) throw new FormatException("A record's data is cut off.");
            if (type == 41)
            {
                if (payload is not null || name.Length > 0 || ((time >> 16) & 255) != 0) throw new FormatException("Its OPT is wrong.");
                (payload, code) = (kind, code | (int)(time >> 24 << 4));
            }
            else records.Add(Record(message, at, type, length, time));

            at += length;
        }

        return at == message.Length ? new(Word(message, 0), flags, code, question, records, payload) : throw new FormatException("There is more behind its end.");
    }

    private static string Record(ReadOnlySpan<byte> message, int at, int type, int length, uint time)
    {
        var end = at;
        return type switch
        {
            1 when length == 4 => $"A {message[at]}.{message[at + 1]}.{message[at + 2]}.{message[at + 3]} {time}",
            12 when Name(message, ref end) is var name && end == at + length => $"PTR {name} {time}",
            _ => throw new FormatException($"A record of type {type} with {length} bytes."),
        };
    }

    private static string Name(ReadOnlySpan<byte> message, ref int at)
    {
        var (text, next, behind) = (new StringBuilder(), at, -1);
        for (var labels = 0; labels < 128; labels++)
        {
            if (next >= message.Length) throw new FormatException("A name is cut off.");
            var length = message[next++];
            if (length == 0)
            {
                at = behind < 0 ? next : behind;
                return text.ToString();
            }

            if (length >= 0xc0)
            {
                if (next >= message.Length) throw new FormatException("A pointer is cut off.");
                if (behind < 0) behind = next + 1;
                next = ((length & 0x3f) << 8) | message[next];
                continue;
            }

            if (length > 63 || next + length > message.Length) throw new FormatException("A label is too long.");
            text.Append(text.Length > 0 ? "." : "").Append(Encoding.Latin1.GetString(message.Slice(next, length)));
            next += length;
        }

        throw new FormatException("A name never ends.");
    }

    private static ushort Word(ReadOnlySpan<byte> message, int at) => BinaryPrimitives.ReadUInt16BigEndian(message[at..]);
}
