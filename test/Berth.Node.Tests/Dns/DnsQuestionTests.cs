using Berth.Node.Dns;
using Berth.Testing.Dns;

namespace Berth.Node.Tests.Dns;

public sealed class DnsQuestionTests
{
    private static readonly byte[] Good = DnsMessages.Question("a.example.com");

    /// <summary>Each a change of a good question, told in bytes.</summary>
    public static TheoryData<string, byte[], string> Messages => new()
    {
        { "good", Good, "asked a.example.com 1" },
        { "good, EDNS", DnsMessages.Question("a.example.com", payload: 1232, dnssecOk: true), "asked a.example.com 1 EDNS 1232 DO" },
        { "the root", DnsMessages.Question("", type: 2), "asked  2" },
        { "upper case stays", DnsMessages.Question("A.Example.COM"), "asked A.Example.COM 1" },
        { "a dot within a label is no dot", [.. Good[..12], 3, (byte)'a', (byte)'.', (byte)'b', 0, 0, 1, 0, 1], @"asked a\046b 1" },
        { "bytes that are no letters", DnsMessages.Question("ä"), @"asked \195\164 1" },
        { "no header", Good[..11], "ignored" },
        { "nothing", [], "ignored" },
        { "an answer", With(Good, 2, 0x81), "ignored" },
        { "another opcode", With(Good, 2, 0x29), "NotImplemented" },
        { "header only", Good[..12], "FormatError" },
        { "no question", With(Good, 5, 0), "FormatError" },
        { "two questions", With(Good, 5, 2), "FormatError" },
        { "an answer beside it", With(Good, 7, 1), "FormatError" },
        { "an authority beside it", With(Good, 9, 1), "FormatError" },
        { "more beside it than there is", With(Good, 11, 1), "FormatError" },
        { "far too much beside it", With(Good, 10, 255), "FormatError" },
        { "bytes behind its end", [.. Good, 0], "FormatError" },
        { "cut off in its name", Good[..16], "FormatError" },
        { "cut off in its type", Good[..^3], "FormatError" },
        { "a pointer", [.. Good[..12], 0xc0, 12, 0, 1, 0, 1], "FormatError" },
        { "a pointer behind a label", [.. Good[..12], 1, (byte)'a', 0xc0, 12, 0, 1, 0, 1], "FormatError" },
        { "a label of 64 bytes", [.. Good[..12], 64, .. new byte[64], 0, 0, 1, 0, 1], "FormatError" },
        { "a name of 255 bytes", DnsMessages.Question(Long(255)), $"asked {Long(255)} 1" },
        { "a name of 256 bytes", DnsMessages.Question(Long(256)), "FormatError" },
        { "two OPTs", [.. With(DnsMessages.Question("a", payload: 512), 11, 2), .. DnsMessages.Question("a", payload: 512)[^11..]], "FormatError" },
        { "an OPT with a name", [.. With(Good, 11, 1), 1, (byte)'a', 0, 41, 2, 0, 0, 0, 0, 0, 0, 0], "FormatError" },
        { "another record beside it, with a pointer", [.. With(Good, 11, 1), 0xc0, 12, 0, 16, 0, 1, 0, 0, 0, 0, 0, 1, 9], "asked a.example.com 1" },
        { "EDNS of a version to come", DnsMessages.Question("a", payload: 512, version: 1), "BadVersion" },
        { "a transfer", DnsMessages.Question("a", type: 252), "NotImplemented" },
        { "a key", DnsMessages.Question("a", type: 249), "NotImplemented" },
        { "any", DnsMessages.Question("a", type: 255), "asked a 255" },
        { "another class", DnsMessages.Question("version.bind", type: 16, kind: 3), "Refused" },
    };

    [Theory]
    [MemberData(nameof(Messages))]
    public void Reads_or_says_no(string what, byte[] message, string read) => Assert.Equal((what, read), (what, DnsQuestion.Read(message) switch
    {
        DnsRequest.Asked { Question: var q } => $"asked {q.Name} {q.Type}{(q.Extension is { } e ? $" EDNS {e.PayloadSize}{(e.DnssecOk ? " DO" : "")}" : "")}",
        DnsRequest.Refused no => no.Code.ToString(),
        _ => "ignored",
    }));

    [Theory]
    [InlineData(null, 512)]
    [InlineData(0, 512)]
    [InlineData(1232, 1232)]
    [InlineData(65535, 4096)]
    public void An_answer_is_as_long_as_both_can_take(int? payload, int max) => Assert.Equal(max, Ask(DnsMessages.Question("a", payload: payload)).PayloadMax);

    public static TheoryData<string, byte[], bool> Answers => new()
    {
        { "its answer", DnsMessages.Answer(Good, [192, 0, 2, 1]), true },
        { "in other letters", DnsMessages.Answer(DnsMessages.Question("A.eXample.com"), [192, 0, 2, 1]), true },
        { "to another id", DnsMessages.Answer(DnsMessages.Question("a.example.com", id: 8)), false },
        { "to another name", DnsMessages.Answer(DnsMessages.Question("b.example.com")), false },
        { "to another type", DnsMessages.Answer(DnsMessages.Question("a.example.com", type: 28)), false },
        { "the question itself", Good, false },
        { "cut off", DnsMessages.Answer(Good)[..20], false },
        { "an error without the question", With(DnsMessages.Coded(Good, 1)[..12], 5, 0), true },
        { "nothing without the question", With(DnsMessages.Answer(Good)[..12], 5, 0), false },
        { "nothing", [], false },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public void Knows_its_answer(string what, byte[] message, bool isIts) => Assert.Equal((what, isIts), (what, Ask(Good).IsAnsweredBy(message)));

    private static DnsQuestion Ask(byte[] message) => Assert.IsType<DnsRequest.Asked>(DnsQuestion.Read(message)).Question;

    private static byte[] With(byte[] message, int at, byte value)
    {
        var changed = (byte[])message.Clone();
        changed[at] = value;
        return changed;
    }

    /// <summary>A name that is so long when it is sent.</summary>
    private static string Long(int bytes) => string.Join('.', new string('a', 63), new string('b', 63), new string('c', 63), new string('d', bytes - 194));
}
