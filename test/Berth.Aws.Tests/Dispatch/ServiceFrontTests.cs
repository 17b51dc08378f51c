using System.Net;
using System.Text.Json.Nodes;
using Berth.Aws.Tests.Driving;
using Berth.Domain.Network;

namespace Berth.Aws.Tests.Dispatch;

/// <summary>At a service's own address that service answers, and nothing else does.</summary>
public sealed class ServiceFrontTests(ServiceAddressesFront berth) : IClassFixture<ServiceAddressesFront>
{
    private static readonly Dictionary<string, (string Service, string Operation)> Calls = new()
    {
        ["ecs"] = ("ecs", "ListClusters"),
        ["ecr.api"] = ("ecr", "DescribeRepositories"),
        ["logs"] = ("logs", "DescribeLogGroups"),
        ["sts"] = ("sts", "GetCallerIdentity"),
        ["ec2"] = ("ec2", "DescribeVpcs"),
        ["iam"] = ("iam", "ListRoles"),
        ["secretsmanager"] = ("secretsmanager", "ListSecrets"),
        ["ssm"] = ("ssm", "DescribeParameters"),
        ["kms"] = ("kms", "ListKeys"),
        ["servicequotas"] = ("servicequotas", "ListServices"),
    };

    public static TheoryData<string, string> Pairs => [.. from at in PublicServices.All from call in Calls.Keys select (at.Name, call)];

    public static TheoryData<string> Names => [.. Calls.Keys];

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Only_the_service_that_was_dialled_knows_its_operations(string at, string call)
    {
        var answer = await Send(berth.At(at), call);
        if (at == call)
        {
            Assert.Equal(200, answer.Status);
            return;
        }

        Assert.InRange(answer.Status, 400, 404);
        var expected = at switch
        {
            "ecr.dkr" => """{"errors":[{"code":"UNSUPPORTED","message":"The registry has no such path."}]}""",
            "s3" => "<Code>AuthorizationHeaderMalformed</Code>",
            "sts" or "ec2" or "iam" => "<Code>InvalidAction</Code>",
            _ => """{"__type":"UnknownOperationException"}""",
        };
        Assert.Contains(expected, answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_port_of_every_api_serves_all(string call) => Assert.Equal(200, (await Send(berth.Client(), call)).Status);

    [Theory]
    [InlineData("ecs", "/acs/ws")]
    [InlineData("ecs", "/tcs/ws")]
    [InlineData("ecs", "/v2/")]
    [InlineData("ecr.api", "/v2/")]
    [InlineData("ecr.dkr", "/acs/ws")]
    [InlineData("ecr.dkr", "/v2x/")]
    [InlineData("logs", "/_berth/health")]
    [InlineData("sts", "/console")]
    [InlineData("iam", "/anything")]
    public async Task Paths_that_are_not_the_services_are_not_there(string at, string path)
    {
        var answer = await berth.At(at).Unsigned(HttpMethod.Get, path, [], "");
        Assert.Equal(404, answer.Status);
        Assert.Contains(at == "ecr.dkr" ? "UNSUPPORTED" : at is "sts" or "iam" ? "InvalidAction" : "UnknownOperationException", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    public async Task Nor_are_methods(string method) => Assert.Equal(404, (await berth.At("logs").Unsigned(new HttpMethod(method), "/", [], "")).Status);

    [Fact]
    public async Task Signatures_are_judged_as_everywhere()
    {
        var unsigned = await berth.At("logs").Unsigned(HttpMethod.Post, "/", [new("X-Amz-Target", "Logs_20140328.DescribeLogGroups")], "{}");
        Assert.Equal("MissingAuthenticationTokenException", unsigned.ToError().Code);
        var stranger = new ApiClient(new($"http://{ServiceAddressesFront.AddressOf("logs")}:{berth.ServicePort}"), new("AKIAAAAAAAAAAAAAAAAA", "no", null));
        Assert.Equal("UnrecognizedClientException", (await stranger.Refused("logs", "DescribeLogGroups")).Code);
    }

    [Fact]
    public async Task The_services_real_names_may_carry_a_port()
    {
        using var http = ServiceAddressesFront.Names();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://logs.{ServiceAddressesFront.Region}.amazonaws.com:{berth.ServicePort}/");
        Assert.Equal(HttpStatusCode.BadRequest, (await http.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task Agents_have_no_sessions_there()
    {
        var refused = await berth.At("ecs").Refused("ecs", "DiscoverPollEndpoint", new JsonObject());
        Assert.Contains("AccessDenied", refused.Code, StringComparison.Ordinal); // Of root: the instance role is asked about first.
    }

    private static Task<ApiAnswer> Send(ApiClient client, string call)
    {
        var (service, operation) = Calls[call];
        return service is "sts" or "ec2" or "iam" ? client.QueryAnswer(service, operation) : client.Json(service, operation, "{}");
    }
}
