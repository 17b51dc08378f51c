using Berth.Domain.Network;
using Berth.Node.Dns;
using Berth.Testing.Dns;

namespace Berth.Node.Tests.Dns;

/// <summary>Messages in, messages out, as a strict client reads them.</summary>
public sealed class VpcAnswersTests
{
    private const string Machine = "ip-10-0-0-4.ap-northeast-1.compute.internal";
    private const string Api = "api.ecr.ap-northeast-1.amazonaws.com";
    private static readonly uint InZoneC = Cidr.ParseAddress("10.0.16.9");

    private static readonly VpcSnapshot Vpc = new("vpc-1", 1, Cidr.Parse("10.0.0.0/16"))
    {
        Subnets = [new("subnet-a", Cidr.Parse("10.0.0.0/20"), "ap-northeast-1a", "rtb-1", null), new("subnet-c", Cidr.Parse("10.0.16.0/20"), "ap-northeast-1c", "rtb-1", null)],
        Endpoints = [new("vpce-0aaaaaaa11111111", "ecr.api", PrivateDns: true, [new("subnet-a", "ap-northeast-1a", Cidr.ParseAddress("10.0.0.5")), new("subnet-c", "ap-northeast-1c", Cidr.ParseAddress("10.0.16.5"))], [])],
    };

    [Theory]
    [InlineData(Machine, DnsMessages.A, "NOERROR A 10.0.0.4 60")]
    [InlineData(Machine, DnsMessages.Any, "NOERROR A 10.0.0.4 60")]
    [InlineData(Machine, DnsMessages.Aaaa, "NOERROR")]
    [InlineData(Machine, DnsMessages.Text, "NOERROR")]
    [InlineData(Api, DnsMessages.A, "NOERROR A 10.0.16.5 60, A 10.0.0.5 60")] // the asker's zone first
    [InlineData(Api, DnsMessages.Aaaa, "NOERROR")]
    [InlineData("logs.ap-northeast-1.amazonaws.com", DnsMessages.A, "NOERROR A 198.18.0.5 60")]
    [InlineData("4.0.0.10.in-addr.arpa", DnsMessages.Ptr, "NOERROR PTR ip-10-0-0-4.ap-northeast-1.compute.internal 60")]
    [InlineData("4.0.0.10.in-addr.arpa", DnsMessages.A, "NOERROR")]
    [InlineData("ip-10-9-0-4.ap-northeast-1.compute.internal", DnsMessages.A, "NXDOMAIN")]
    [InlineData("example.com", DnsMessages.A, "forward")]
    [InlineData("example.com", DnsMessages.Text, "forward")]
    [InlineData("a", 252, "NOTIMP")]
    public void Names_are_answered_in_each_type(string name, ushort type, string answer) =>
        Assert.Equal(answer, Show(Answers(offline: false).To(DnsMessages.Question(name, type), InZoneC, Vpc, byTcp: false)));

    [Fact]
    public void Offline_the_names_of_others_are_none() =>
        Assert.Equal("NXDOMAIN", Show(Answers(offline: true).To(DnsMessages.Question("example.com"), InZoneC, Vpc, byTcp: false)));

    [Fact]
    public void Without_dns_support_even_nonsense_is_not_answered()
    {
        Assert.Equal("silence", Show(Answers(offline: false).To(DnsMessages.Question(Machine), InZoneC, Vpc with { DnsSupport = false }, byTcp: false)));
        Assert.Equal("silence", Show(Answers(offline: false).To(DnsMessages.Question(Machine).AsSpan(0, 12), InZoneC, Vpc with { DnsSupport = false }, byTcp: false)));
    }

    [Fact]
    public void An_answer_repeats_the_question_letter_by_letter_and_its_id_and_flags()
    {
        var question = DnsMessages.Question("API.ecr.AP-northeast-1.amazonaws.com", id: 0xabcd, flags: 0x0110);
        var read = DnsReading.Of(Sent(question, byTcp: false));
        Assert.Equal((0xabcd, 0x8190), (read.Id, read.Flags)); // an answer; recursion desired and available; checking disabled
        Assert.Equal(question[12..], read.Question);
        Assert.Null(read.Payload);
    }

    [Fact]
    public void Who_knows_EDNS_is_answered_in_it()
    {
        Assert.Equal(4096, DnsReading.Of(Sent(DnsMessages.Question(Machine, payload: 1232), byTcp: false)).Payload);
        Assert.Equal(16, DnsReading.Of(Sent(DnsMessages.Question(Machine, payload: 1232, version: 9), byTcp: false)).Code);
    }

    [Theory]
    [InlineData(20, null, false, "NOERROR A 20")]
    [InlineData(40, null, false, "NOERROR TC")] // 40 addresses are 640 bytes
    [InlineData(40, 1232, false, "NOERROR A 40")]
    [InlineData(300, 65535, false, "NOERROR TC")]
    [InlineData(300, null, true, "NOERROR A 300")]
    public void What_does_not_fit_says_so(int addresses, int? payload, bool byTcp, string answer)
    {
        var many = Vpc with { Endpoints = [Vpc.Endpoints[0] with { Addresses = [.. Enumerable.Range(0, addresses).Select(i => new EndpointAddress("subnet-a", "ap-northeast-1a", Vpc.Block.First + (uint)i))] }] };
        var read = DnsReading.Of(Assert.IsType<DnsReply.Send>(Answers(offline: false).To(DnsMessages.Question(Api, payload: payload), InZoneC, many, byTcp)).Answer);
        Assert.Equal(answer, read.Records.Count > 0 ? $"NOERROR A {read.Records.Count}" : read.ToString());
    }

    private static VpcAnswers Answers(bool offline) => new("ap-northeast-1", PublicPool.Unclaimed, offline);

    private static byte[] Sent(byte[] question, bool byTcp) => Assert.IsType<DnsReply.Send>(Answers(offline: false).To(question, InZoneC, Vpc, byTcp)).Answer;

    private static string Show(DnsReply reply) => reply switch
    {
        DnsReply.Send send => DnsReading.Of(send.Answer).ToString(),
        DnsReply.Forward => "forward",
        _ => "silence",
    };
}
