using Berth.Domain.Network;
using Berth.Node.Dns;
using Berth.Testing.Dns;

namespace Berth.Fuzz.Tests.Node;

/// <summary>A task sends its VPC's resolver what it likes.</summary>
public sealed class DnsFuzz
{
    private static readonly VpcSnapshot Vpc = new("vpc-1", 1, Cidr.Parse("10.0.0.0/16"))
    {
        Subnets = [new("subnet-1", Cidr.Parse("10.0.0.0/20"), "ap-northeast-1a", "rtb-1", null)],
        Endpoints = [new("vpce-0aaaaaaa11111111", "ecr.api", PrivateDns: true, [.. Enumerable.Range(0, 50).Select(i => new EndpointAddress("subnet-1", "ap-northeast-1a", Cidr.ParseAddress("10.0.1.0") + (uint)i))], [])],
    };

    private static readonly byte[][] Good =
    [
        DnsMessages.Question("api.ecr.ap-northeast-1.amazonaws.com"),
        DnsMessages.Question("api.ecr.ap-northeast-1.amazonaws.com", payload: 4096),
        DnsMessages.Question("vpce-0aaaaaaa11111111-11111111.api.ecr.ap-northeast-1.vpce.amazonaws.com", payload: 1232, dnssecOk: true),
        DnsMessages.Question("ip-10-0-0-4.ap-northeast-1.compute.internal", DnsMessages.Aaaa),
        DnsMessages.Question("4.0.0.10.in-addr.arpa", DnsMessages.Ptr),
        DnsMessages.Question("example.com", DnsMessages.Any, payload: 512, version: 1),
    ];

    [Fact]
    public Task Whatever_is_asked_the_answer_is_a_whole_one_to_it_or_none() => Campaign.Run(dice =>
    {
        var message = dice.OneIn(10) ? dice.Bytes(dice.Next(64)) : Mutation.OfBytes(dice.Pick(Good), dice);
        var byTcp = dice.OneIn(4);
        var reply = new VpcAnswers("ap-northeast-1", PublicPool.Unclaimed, offline: dice.OneIn(2)).To(message, Vpc.Block.First + (uint)dice.Next(65536), Vpc, byTcp);
        if (reply is DnsReply.Forward forward)
        {
            // What is sent on is sent back when its answer is too long.
            Check(DnsAnswer.Truncated(forward.Question), message, 512);
            Check(DnsAnswer.Coded(forward.Question, DnsCode.ServerFailure), message, 512);
        }

        if (reply is DnsReply.Send send) Check(send.Answer, message, byTcp ? 65535 : 4096);
        if (reply is DnsReply.Silence && message.Length >= 12 && (message[2] & 0x80) == 0) throw new InvalidOperationException("A question was not answered.");
    });

    [Fact]
    public Task Whatever_a_name_server_says_it_is_the_answer_or_it_is_not() => Campaign.Run(dice =>
    {
        var asked = dice.Pick(Good[..5]);
        if (DnsQuestion.Read(asked) is not DnsRequest.Asked { Question: var question }) throw new InvalidOperationException("A good question is none.");
        var answer = Mutation.OfBytes(DnsMessages.Answer(asked, [192, 0, 2, 1]), dice);
        if (!question.IsAnsweredBy(answer)) return;
        _ = DnsQuestion.CodeOf(answer);
        _ = DnsQuestion.IsTruncated(answer);
        if (answer[0] != asked[0] || answer[1] != asked[1]) throw new InvalidOperationException("It has another id.");
    });

    private static void Check(byte[] answer, byte[] question, int sizeMax)
    {
        var read = DnsReading.Of(answer);
        if (answer.Length > sizeMax) throw new InvalidOperationException($"{answer.Length} bytes.");
        if (read.Id != ((question[0] << 8) | question[1])) throw new InvalidOperationException("It has another id.");
        if (read.Question.Length > 0 && !question.AsSpan(12).StartsWith(read.Question)) throw new InvalidOperationException("It repeats another question.");
        if (read.Records.Count > 0 && read.Question.Length == 0) throw new InvalidOperationException("It answers without a question.");
    }
}
