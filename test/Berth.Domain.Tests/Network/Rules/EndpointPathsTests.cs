using Berth.Domain.Network;

namespace Berth.Domain.Tests.Network.Rules;

public sealed class EndpointPathsTests
{
    // One token per endpoint: its letter, then p for private DNS, g for a gateway endpoint, f for one that failed.
    [Theory]
    [InlineData("", "logs.ap-northeast-1.amazonaws.com", null)]
    [InlineData("a", "logs.ap-northeast-1.amazonaws.com", "vpce-a")]
    [InlineData("a bp", "logs.ap-northeast-1.amazonaws.com", "vpce-b")]
    [InlineData("a bp", "vpce-a-0123.logs.ap-northeast-1.vpce.amazonaws.com", "vpce-a")]
    [InlineData("a bg", "s3.ap-northeast-1.amazonaws.com", "vpce-b")]
    [InlineData("af b", "logs.ap-northeast-1.amazonaws.com", "vpce-b")]
    [InlineData("b a", "anything", "vpce-a")]
    public void The_name_says_which_it_was(string endpoints, string host, string? chosen) =>
        Assert.Equal(chosen, EndpointPaths.Choose(endpoints.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Parse), host)?.EndpointId);

    private static VpcEndpointRecord Parse(string token) => new()
    {
        EndpointId = "vpce-" + token[0],
        VpcId = "vpc-1",
        Type = token.Contains('g', StringComparison.Ordinal) ? "Gateway" : "Interface",
        ServiceName = "any",
        State = token.Contains('f', StringComparison.Ordinal) ? GatewayState.Failed : GatewayState.Available,
        PrivateDnsEnabled = token.Contains('p', StringComparison.Ordinal),
        CreatedAt = default,
        Tags = new Dictionary<string, string>(),
    };
}
