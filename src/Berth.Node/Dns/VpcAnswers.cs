using Berth.Domain.Network;

namespace Berth.Node.Dns;

/// <summary>What is done with a message that came in.</summary>
internal abstract record DnsReply
{
    public sealed record Send(byte[] Answer) : DnsReply;

    /// <summary>The machine's name servers know.</summary>
    public sealed record Forward(DnsQuestion Question) : DnsReply;

    public sealed record Silence : DnsReply;
}

/// <summary>Answers messages from a VPC's own knowledge. Pure: same VPC, same message, same answer.</summary>
/// <param name="offline">There is no world beyond this machine, hence no name of somebody else's. Whoever asks is told at once: after any other code musl's resolver waits until its time is over.</param>
internal sealed class VpcAnswers(string region, PublicPool pool, bool offline)
{
    /// <param name="source">Address of who asks. The VPC's subnet that it lies in tells the zone.</param>
    /// <param name="byTcp">Where an answer may be as long as it likes.</param>
    public DnsReply To(ReadOnlySpan<byte> message, uint source, VpcSnapshot vpc, bool byTcp)
    {
        if (!vpc.DnsSupport) return new DnsReply.Silence();
        return DnsQuestion.Read(message) switch
        {
            DnsRequest.Asked asked => To(asked.Question, source, vpc, byTcp ? ushort.MaxValue : asked.Question.PayloadMax),
            DnsRequest.Refused no => new DnsReply.Send(DnsAnswer.Coded(no.Header, no.Code, no.Question)),
            DnsRequest.Ignored => new DnsReply.Silence(),
            var other => throw new ArgumentOutOfRangeException(nameof(message), other, "Unknown request."),
        };
    }

    private DnsReply To(DnsQuestion question, uint source, VpcSnapshot vpc, int sizeMax) =>
        new VpcNames(vpc, region, pool, vpc.SubnetOf(source)?.AvailabilityZone).Resolve(question.Name) switch
        {
            NameAnswer.Found found when question.Type is DnsNumbers.TypeA or DnsNumbers.TypeAny => new DnsReply.Send(DnsAnswer.Addresses(question, found.Addresses, sizeMax)),
            NameAnswer.Named named when question.Type is DnsNumbers.TypePtr or DnsNumbers.TypeAny => new DnsReply.Send(DnsAnswer.Pointer(question, named.Name, sizeMax)),
            NameAnswer.Found or NameAnswer.Named => new DnsReply.Send(DnsAnswer.Coded(question, DnsCode.NoError)),
            NameAnswer.NoSuchName => new DnsReply.Send(DnsAnswer.Coded(question, DnsCode.NameError)),
            NameAnswer.Elsewhere => offline ? new DnsReply.Send(DnsAnswer.Coded(question, DnsCode.NameError)) : new DnsReply.Forward(question),
            NameAnswer.Silence => new DnsReply.Silence(),
            var other => throw new ArgumentOutOfRangeException(nameof(question), other, "Unknown answer."),
        };
}
