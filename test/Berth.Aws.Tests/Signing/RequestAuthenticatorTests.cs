using Berth.Aws.Tests.Driving;

namespace Berth.Aws.Tests.Signing;

/// <summary>Codes differ by protocol, as on AWS: JSON services answer exception names with 400, query services codes with 403.</summary>
public sealed class RequestAuthenticatorTests(AwsFront berth)
{
    private const string Trust = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:root"},"Action":"sts:AssumeRole"}]}""";

    private ApiKey Root => new(berth.Keys.RootAccessKeyId, berth.Keys.RootSecretAccessKey, null);

    [Fact]
    public async Task The_root_key_is_the_root_of_the_account()
    {
        var answer = await berth.Client().Query("sts", "GetCallerIdentity");
        Assert.Equal("arn:aws:iam::123456789012:root", answer.Descendants("Arn").Single().Value);
    }

    [Fact]
    public async Task Without_a_signature_nobody_is_served()
    {
        var answer = await berth.Client().Unsigned(HttpMethod.Post, "/", [new("X-Amz-Target", "AmazonEC2ContainerServiceV20141113.ListClusters")], "{}");
        Assert.Equal((400, "MissingAuthenticationTokenException", "Missing Authentication Token"), Summary(answer));
    }

    [Fact]
    public async Task A_wrong_secret_does_not_match()
    {
        var client = berth.Client(Root with { SecretAccessKey = "wrong" });
        var json = await client.Refused("ecs", "ListClusters");
        Assert.Equal((400, "InvalidSignatureException"), (json.Status, json.Code));
        Assert.StartsWith("The request signature we calculated does not match", json.Message, StringComparison.Ordinal);
        var query = await client.QueryRefused("sts", "GetCallerIdentity");
        Assert.Equal((403, "SignatureDoesNotMatch"), (query.Status, query.Code));
    }

    [Fact]
    public async Task A_key_nobody_issued_is_not_known()
    {
        var client = berth.Client(new("AKIAIOSFODNN7EXAMPLE", "secret", null));
        Assert.Equal("UnrecognizedClientException", (await client.Refused("ecs", "ListClusters")).Code);
        Assert.Equal("InvalidClientTokenId", (await client.QueryRefused("iam", "ListRoles")).Code);
    }

    [Theory]
    [InlineData(-6, "Signature expired: ")]
    [InlineData(6, "Signature not yet current: ")]
    public async Task A_clock_may_be_off_by_five_minutes(int minutes, string text)
    {
        var error = await new ApiClient(berth.Endpoint, Root) { Skew = TimeSpan.FromMinutes(minutes) }.Refused("ecs", "ListClusters");
        Assert.Equal("InvalidSignatureException", error.Code);
        Assert.StartsWith(text, error.Message, StringComparison.Ordinal);
        await new ApiClient(berth.Endpoint, Root) { Skew = TimeSpan.FromMinutes(minutes > 0 ? 4 : -4) }.Call("ecs", "ListClusters");
    }

    [Fact]
    public async Task A_body_other_than_the_announced_one_is_refused()
    {
        var answer = await berth.Client().Send(
            "ecs", HttpMethod.Post, "/", [new("X-Amz-Target", "AmazonEC2ContainerServiceV20141113.ListClusters")], "{}", announcedHash: new string('0', 64));
        Assert.Equal("InvalidSignatureException", Summary(answer).Code);
    }

    [Fact]
    public async Task A_signature_for_another_service_or_region_does_not_count()
    {
        var other = await berth.Client().Send("ecr", HttpMethod.Post, "/", [new("X-Amz-Target", "AmazonEC2ContainerServiceV20141113.ListClusters")], "{}");
        Assert.Contains("correct service: 'ecs'", Summary(other).Message, StringComparison.Ordinal);
        Assert.Equal("InvalidSignatureException", (await new ApiClient(berth.Endpoint, Root) { Region = "eu-west-1" }.Refused("ecs", "ListClusters")).Code);
    }

    [Fact]
    public async Task A_link_that_carries_its_signature_works_until_it_expires()
    {
        const string query = "Action=GetCallerIdentity&Version=2011-06-15";
        Assert.Equal(200, (await ApiClient.Get(berth.Client().Presign("sts", query, 60, DateTimeOffset.UtcNow))).Status);
        var late = (await ApiClient.Get(berth.Client().Presign("sts", query, 60, DateTimeOffset.UtcNow.AddMinutes(-2)))).ToError();
        Assert.StartsWith("Signature expired", late.Message, StringComparison.Ordinal);
        var altered = new Uri(berth.Client().Presign("sts", query, 60, DateTimeOffset.UtcNow).ToString().Replace("X-Amz-Expires=60", "X-Amz-Expires=600", StringComparison.Ordinal));
        Assert.Equal("SignatureDoesNotMatch", (await ApiClient.Get(altered)).ToError().Code);
        Assert.Equal(400, (await ApiClient.Get(berth.Client().Presign("sts", query, 604_801, DateTimeOffset.UtcNow))).Status);
    }

    [Fact]
    public async Task A_link_signs_the_request_it_was_made_for_and_no_other()
    {
        var link = berth.Client().Presign("sts", "Action=GetCallerIdentity&Version=2011-06-15", 60, DateTimeOffset.UtcNow);
        using var http = new HttpClient();
        using var chunked = new HttpRequestMessage(HttpMethod.Get, link) { Content = new StringContent("Action=AssumeRole&RoleArn=x&RoleSessionName=y") };
        chunked.Headers.TransferEncodingChunked = true;
        var withBody = await http.SendAsync(chunked);
        Assert.Equal(403, (int)withBody.StatusCode);

        using var retargeted = new HttpRequestMessage(HttpMethod.Get, link) { Headers = { { "X-Amz-Target", "AmazonEC2ContainerServiceV20141113.DeleteCluster" } } };
        var elsewhere = await http.SendAsync(retargeted);
        Assert.Contains("which were not signed", await elsewhere.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("xn--a")]
    [InlineData("a:99999")]
    public async Task A_host_that_is_none_is_the_callers_fault(string host)
    {
        var answer = await berth.Client().Unsigned(HttpMethod.Post, "/", [new("Host", host), new("X-Amz-Target", "AmazonEC2ContainerServiceV20141113.ListClusters"), new("X-Amz-Date", "20261124T000000Z"),
            new("Authorization", "AWS4-HMAC-SHA256 Credential=a/20261124/r/s/aws4_request, SignedHeaders=host;x-amz-date;x-amz-target, Signature=0")], "{}");
        Assert.Equal(400, answer.Status);
    }

    [Fact]
    public async Task A_request_carries_one_signature()
    {
        var link = berth.Client().Presign("sts", "Action=GetCallerIdentity&Version=2011-06-15", 60, DateTimeOffset.UtcNow);
        var both = await berth.Client().Unsigned(HttpMethod.Get, link.PathAndQuery, [new("Authorization", "AWS4-HMAC-SHA256 Credential=a")], "");
        Assert.Equal((400, "IncompleteSignature"), (both.Status, both.ToError().Code));
    }

    [Theory]
    [InlineData("Credential=a/20261124/r/s/aws4_request, SignedHeaders=host, Signature=0, Signature=1")]
    [InlineData("Credential=a/20261124/r/s/aws4_request, SignedHeaders=host, Signature=0, Colour=red")]
    [InlineData("Credential=a/20261124/r/s/aws4_request, SignedHeaders=host, Signature=0, arn:")]
    public async Task Its_header_has_three_parameters_each_once(string parameters)
    {
        var answer = await berth.Client().Unsigned(HttpMethod.Post, "/", [new("X-Amz-Date", "20261124T000000Z"), new("Authorization", "AWS4-HMAC-SHA256 " + parameters)], "Action=GetCallerIdentity&Version=2011-06-15");
        Assert.Equal((400, "IncompleteSignature"), (answer.Status, answer.ToError().Code));
    }

    [Fact]
    public async Task Temporary_keys_work_with_their_token_until_they_expire()
    {
        var role = "session-" + Guid.NewGuid().ToString("N")[..8];
        await berth.Client().Query("iam", "CreateRole", ("RoleName", role), ("AssumeRolePolicyDocument", Trust));
        var issued = await berth.Client().Query("sts", "AssumeRole", ("RoleArn", $"arn:aws:iam::123456789012:role/{role}"), ("RoleSessionName", "me"));
        var key = new ApiKey(issued.Descendants("AccessKeyId").Single().Value, issued.Descendants("SecretAccessKey").Single().Value, issued.Descendants("SessionToken").Single().Value);
        Assert.StartsWith("ASIA", key.AccessKeyId, StringComparison.Ordinal);

        var me = await berth.Client(key).Query("sts", "GetCallerIdentity");
        Assert.Equal($"arn:aws:sts::123456789012:assumed-role/{role}/me", me.Descendants("Arn").Single().Value);
        Assert.Equal("InvalidClientTokenId", (await berth.Client(key with { SessionToken = null }).QueryRefused("sts", "GetCallerIdentity")).Code);
        Assert.Equal("InvalidClientTokenId", (await berth.Client(key with { SessionToken = key.SessionToken![..^4] + "AAAA" }).QueryRefused("sts", "GetCallerIdentity")).Code);
        Assert.Equal("InvalidClientTokenId", (await berth.Client(key with { AccessKeyId = "ASIAAAAAAAAAAAAAAAAA" }).QueryRefused("sts", "GetCallerIdentity")).Code);
    }

    private static (int Status, string Code, string Message) Summary(ApiAnswer answer)
    {
        var error = answer.ToError();
        return (error.Status, error.Code, error.Message);
    }
}
