using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Berth.Aws.Services.Ecr.Distribution;
using Berth.Aws.Tests.Driving;
using Berth.Domain.Network;
using Microsoft.Extensions.DependencyInjection;

namespace Berth.Aws.Tests.Services.Ecr;

/// <summary>Layers as clients in a VPC fetch them: the registry under AWS's name, then S3.</summary>
public sealed class LayerBucketTests(ServiceAddressesFront berth) : IClassFixture<ServiceAddressesFront>, IAsyncLifetime
{
    private const string Text = "a layer of some bytes";
    private const string Registry = "123456789012.dkr.ecr.ap-northeast-1.amazonaws.com";
    private const string Bucket = "prod-ap-northeast-1-starport-layer-bucket.s3.ap-northeast-1.amazonaws.com";
    private static readonly string Digest = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));

    private readonly HttpClient http = ServiceAddressesFront.Names();
    private readonly string name = "team/web-" + Guid.NewGuid().ToString("N")[..8];
    private AuthenticationHeaderValue password = null!;

    public async ValueTask InitializeAsync()
    {
        var api = berth.At(PublicServices.EcrApi);
        var repository = await api.Call("ecr", "CreateRepository", new JsonObject { ["repositoryName"] = name });
        Assert.Equal($"{Registry}/{name}", (string)repository["repository"]!["repositoryUri"]!);
        var token = (await api.Call("ecr", "GetAuthorizationToken"))["authorizationData"]![0]!;
        Assert.Equal("https://" + Registry, (string)token["proxyEndpoint"]!);
        password = new("Basic", (string)token["authorizationToken"]!);
        var begun = await Ask(HttpMethod.Post, RegistryUrl("blobs/uploads/"));
        Assert.Equal(HttpStatusCode.Created, (await Ask(HttpMethod.Put, $"{RegistryUrl("")[..RegistryUrl("").IndexOf("/v2/", StringComparison.Ordinal)]}{begun.Headers.Location}?digest={Digest}", Text)).StatusCode);
    }

    public ValueTask DisposeAsync()
    {
        berth.Clock.Ahead = TimeSpan.Zero;
        http.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    public async Task The_registry_sends_who_asks_for_a_layer_to_the_bucket(string method)
    {
        var sent = await Ask(new(method), RegistryUrl("blobs/" + Digest));
        Assert.Equal(HttpStatusCode.TemporaryRedirect, sent.StatusCode);
        Assert.Equal(Digest, sent.Headers.GetValues("Docker-Content-Digest").Single());
        Assert.Equal($"{Bucket}:{berth.ServicePort}", sent.Headers.Location!.Authority);
        using var fetched = await http.SendAsync(new(new(method), sent.Headers.Location));
        Assert.Equal(HttpStatusCode.OK, fetched.StatusCode);
        Assert.Equal(Text.Length, fetched.Content.Headers.ContentLength);
        Assert.Equal("AmazonS3", fetched.Headers.Server.ToString());
        Assert.Equal(method == "GET" ? Text : "", await fetched.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_part_of_a_layer_can_be_fetched()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, await Link()) { Headers = { Range = new(2, 6) } };
        using var part = await http.SendAsync(request);
        Assert.Equal((HttpStatusCode.PartialContent, "layer"), (part.StatusCode, await part.Content.ReadAsStringAsync()));
        using var beyond = new HttpRequestMessage(HttpMethod.Get, await Link()) { Headers = { Range = new(500, null) } };
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, (await http.SendAsync(beyond)).StatusCode);
    }

    // What is changed in a good link, and what S3 says.
    [Theory]
    [InlineData("team/web", "team/wed", 403, "SignatureDoesNotMatch", "The request signature we calculated does not match the signature you provided. Check your key and signing method.")]
    [InlineData("X-Amz-Expires=3600", "X-Amz-Expires=7200", 403, "SignatureDoesNotMatch", "The request signature we calculated does not match the signature you provided. Check your key and signing method.")]
    [InlineData("?X-Amz-Algorithm", "?x=", 400, "AuthorizationQueryParametersError", "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.")]
    [InlineData("AKIABERTHLAYERBUCKET", "AKIASOMEBODYELSESKEY", 403, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.")]
    [InlineData("prod-ap-northeast-1-starport-layer-bucket.s3", "somebody-elses.s3", 403, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.")]
    [InlineData("prod-ap-northeast-1-starport-layer-bucket.s3.ap-northeast-1", "s3.ap-northeast-1", 403, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.")]
    public async Task A_link_that_is_not_ours_is_refused(string part, string changed, int status, string code, string message) =>
        await Refused(await http.GetAsync((await Link()).Replace(part, changed, StringComparison.Ordinal)), status, code, message);

    [Fact]
    public async Task Without_a_link_nothing_is_served()
    {
        await Refused(await http.GetAsync((await Link()).Split('?')[0]), 403, "AccessDenied", "Access Denied");
        await Refused(await http.GetAsync($"http://s3.{ServiceAddressesFront.Region}.amazonaws.com:{berth.ServicePort}/"), 403, "AccessDenied", "Access Denied");
        await Refused(await http.PutAsync(await Link(), new StringContent("other bytes")), 405, "MethodNotAllowed", "The specified method is not allowed against this resource.");
        Assert.Equal(Text, await http.GetStringAsync(await Link()));
    }

    [Fact]
    public async Task A_link_is_good_for_an_hour()
    {
        var link = await Link();
        berth.Clock.Ahead = TimeSpan.FromMinutes(59);
        Assert.Equal(Text, await http.GetStringAsync(link));
        berth.Clock.Ahead = TimeSpan.FromMinutes(61);
        await Refused(await http.GetAsync(link), 403, "AccessDenied", "Request has expired");
    }

    [Fact]
    public async Task A_password_is_not_shown_to_the_bucket() => await Refused(
        await Ask(HttpMethod.Get, await Link()), 400, "InvalidArgument",
        "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified");

    [Fact]
    public async Task A_layer_that_is_gone_has_no_key() => await Refused(
        await http.GetAsync(berth.Services.GetRequiredService<LayerUrls>().Make("http", berth.ServicePort, "nobody/made", Digest)), 404, "NoSuchKey", "The specified key does not exist.");

    [Fact]
    public async Task A_layer_that_is_not_there_is_unknown_to_the_registry() =>
        Assert.Equal(HttpStatusCode.NotFound, (await Ask(HttpMethod.Get, RegistryUrl("blobs/sha256:" + new string('0', 64)))).StatusCode);

    [Theory]
    [InlineData("210987654321.dkr.ecr.ap-northeast-1.amazonaws.com", "arn:aws:ecr:ap-northeast-1:210987654321:repository/")]
    [InlineData("123456789012.dkr.ecr.eu-west-1.amazonaws.com", "arn:aws:ecr:eu-west-1:123456789012:repository/")]
    public async Task Another_registrys_name_is_refused(string host, string resource)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, RegistryUrl("manifests/v1")) { Headers = { Authorization = password, Host = host } };
        using var refused = await http.SendAsync(request);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        var error = JsonNode.Parse(await refused.Content.ReadAsStringAsync())!["errors"]![0]!;
        Assert.Equal(("DENIED", $"User: arn:aws:iam::123456789012:root is not authorized to perform: ecr:BatchGetImage on resource: {resource}{name} because no resource-based policy allows the ecr:BatchGetImage action"), ((string)error["code"]!, (string)error["message"]!));
        using var stranger = new HttpRequestMessage(HttpMethod.Get, RegistryUrl("manifests/v1")) { Headers = { Host = host } };
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.SendAsync(stranger)).StatusCode);
    }

    [Fact]
    public async Task At_the_port_of_every_api_layers_are_served_at_once_but_to_who_came_by_awss_name()
    {
        using var local = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var direct = new HttpRequestMessage(HttpMethod.Get, new Uri(berth.Endpoint, $"/v2/{name}/blobs/{Digest}")) { Headers = { Authorization = password } };
        Assert.Equal(Text, await (await local.SendAsync(direct)).Content.ReadAsStringAsync());

        using var named = new HttpRequestMessage(HttpMethod.Get, direct.RequestUri) { Headers = { Authorization = password, Host = $"{Registry}:{berth.Endpoint.Port}" } };
        var sent = await local.SendAsync(named);
        Assert.Equal($"{Bucket}:{berth.Endpoint.Port}", sent.Headers.Location!.Authority);
        using var fetch = new HttpRequestMessage(HttpMethod.Get, new Uri(berth.Endpoint, sent.Headers.Location.PathAndQuery)) { Headers = { Host = sent.Headers.Location.Authority } };
        Assert.Equal(Text, await (await local.SendAsync(fetch)).Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_download_url_leads_where_its_caller_can_go()
    {
        var request = new JsonObject { ["repositoryName"] = name, ["layerDigest"] = Digest };
        var inside = (string)(await berth.At(PublicServices.EcrApi).Call("ecr", "GetDownloadUrlForLayer", request.DeepClone()))["downloadUrl"]!;
        Assert.StartsWith($"http://{Bucket}:{berth.ServicePort}/", inside, StringComparison.Ordinal);
        Assert.Equal(Text, await http.GetStringAsync(inside));
        var local = (string)(await berth.Client().Call("ecr", "GetDownloadUrlForLayer", request))["downloadUrl"]!;
        Assert.StartsWith(berth.Endpoint.ToString(), local, StringComparison.Ordinal);
        using var plain = new HttpClient();
        Assert.Equal(Text, await plain.GetStringAsync(local));
    }

    private string RegistryUrl(string rest) => $"http://{Registry}:{berth.ServicePort}/v2/{name}/{rest}";

    private async Task<string> Link() => (await Ask(HttpMethod.Get, RegistryUrl("blobs/" + Digest))).Headers.Location!.AbsoluteUri;

    private async Task<HttpResponseMessage> Ask(HttpMethod method, string url, string? body = null)
    {
        using var request = new HttpRequestMessage(method, url) { Headers = { Authorization = password }, Content = body is null ? null : new StringContent(body) };
        return await http.SendAsync(request);
    }

    private static async Task Refused(HttpResponseMessage answer, int status, string code, string message)
    {
        Assert.Equal("application/xml", answer.Content.Headers.ContentType!.MediaType);
        var error = new ApiAnswer((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(), new Dictionary<string, string>()).ToError();
        Assert.Equal((status, code, message), (error.Status, error.Code, error.Message));
    }
}
