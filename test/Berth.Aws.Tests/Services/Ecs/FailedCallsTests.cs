using Berth.Aws.Services.Ecs;
using Berth.Aws.Services.Ecs.Wire;
using Berth.Domain.Diagnosis;

namespace Berth.Aws.Tests.Services.Ecs;

public sealed class FailedCallsTests
{
    private static readonly BerthFailedCallShape Good = new()
    {
        Call = "ecr:GetAuthorizationToken",
        Service = "ecr.api",
        HostName = "api.ecr.ap-northeast-1.amazonaws.com",
        Address = "198.18.0.2",
        Port = 443,
        Failure = "TimedOut",
    };

    [Fact]
    public void A_nodes_evidence_is_read_whole()
    {
        Assert.Equal(new FailedCall("ecr:GetAuthorizationToken", "ecr.api", "api.ecr.ap-northeast-1.amazonaws.com", "198.18.0.2", 443, CallFailure.TimedOut), FailedCalls.Read(Good));
        Assert.Null(FailedCalls.Read(Good with { Address = null, Failure = "NameNotFound" })!.Address);
        Assert.Null(FailedCalls.Read(null));
    }

    public static TheoryData<BerthFailedCallShape, string> Bad => new()
    {
        { Good with { Call = null }, "berthFailedCall.call should have 1 to 255 characters" },
        { Good with { Service = "" }, "berthFailedCall.service should have 1 to 255 characters" },
        { Good with { HostName = new string('a', 256) }, "berthFailedCall.hostName should have 1 to 255 characters" },
        { Good with { Address = "::1" }, "berthFailedCall.address should be an IPv4 address" },
        { Good with { Address = "1" }, "berthFailedCall.address should be an IPv4 address" },
        { Good with { Port = 0 }, "berthFailedCall.port should be from 1 to 65535" },
        { Good with { Port = null }, "berthFailedCall.port should be from 1 to 65535" },
        { Good with { Failure = "0" }, "berthFailedCall.failure should be one of [TimedOut,NameNotFound,Refused,Unreachable]" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void What_makes_no_sense_is_refused_by_name(BerthFailedCallShape shape, string message)
    {
        var refusal = Assert.Throws<AwsException>(() => FailedCalls.Read(shape));
        Assert.Equal(("InvalidParameterException", message), (refusal.Code, refusal.Message));
    }
}
