using System.Text;
using System.Text.Json.Nodes;
using Berth.Fuzz.Tests.Driving;

namespace Berth.Fuzz.Tests.Aws;

/// <summary>The registry takes paths, ranges, digests and manifests from anybody; without a password it gives nothing away.</summary>
public sealed class RegistryFuzz(FuzzFront berth) : IAsyncLifetime
{
    private const string Empty = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private const string Manifest = $$"""
        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
         "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"{{Empty}}","size":0},
         "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"{{Empty}}","size":0}]}
        """;

    private static readonly string[] Paths =
    [
        "/v2/", "/v2/fuzz/tags/list", "/v2/fuzz/tags/list?n=1&last=a", "/v2/fuzz/manifests/1", $"/v2/fuzz/manifests/{Empty}", $"/v2/fuzz/blobs/{Empty}", "/v2/fuzz/blobs/uploads/",
        $"/v2/fuzz/blobs/uploads/?digest={Empty}", $"/v2/fuzz/blobs/uploads/?mount={Empty}&from=fuzz", "/v2/fuzz/blobs/uploads/00000000-0000-0000-0000-000000000000", "/v2/a/b/c/manifests/x",
        $"/v2/fuzz/blobs/uploads/00000000-0000-0000-0000-000000000000?digest={Empty}", $"/v2/fuzz/blobs/{Empty}?ticket=a",
    ];

    private static readonly string[] Methods = ["GET", "HEAD", "PUT", "POST", "PATCH", "DELETE"];

    private string login = "";

    public async ValueTask InitializeAsync()
    {
        await berth.Send(berth.SignJson("ecr", "AmazonEC2ContainerRegistry_V20150921.CreateRepository", """{"repositoryName":"fuzz"}"""u8.ToArray()));
        var answer = await berth.Send(berth.SignJson("ecr", "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken", "{}"u8.ToArray()));
        login = (string)JsonNode.Parse(answer.Body)!["authorizationData"]![0]!["authorizationToken"]!;
        Assert.Equal(201, (await berth.Send(new("POST", Paths[7], [new("Host", berth.Endpoint.Authority), new("Authorization", "Basic " + login)], []))).Status);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public Task No_request_gives_an_internal_error_and_none_without_a_password_an_answer() => Campaign.Run(async dice =>
    {
        var target = dice.Pick(Paths);
        if (dice.OneIn(2)) target = "/v2/" + string.Concat(Mutation.OfText(target[4..], dice).Where(c => c is > ' ' and < '\u007f' and not '#'));
        List<KeyValuePair<string, string>> headers = [new("Host", berth.Endpoint.Authority)];
        var known = !dice.OneIn(4);
        if (known) headers.Add(new("Authorization", "Basic " + login));
        else if (dice.OneIn(2)) headers.Add(new("Authorization", Ascii(Mutation.OfText("Basic " + login, dice))));
        if (dice.OneIn(4)) headers.Add(new(dice.Pick(["Content-Range", "Range", "If-Range", "If-None-Match", "Content-Type"]), Ascii(dice.OneIn(2) ? dice.StrangeText() : Mutation.OfText("bytes=0-5,7-", dice))));
        var body = dice.Next(3) switch
        {
            0 => [],
            1 => JsonText.Of(Mutation.OfJson(JsonNode.Parse(Manifest), dice)),
            _ => Mutation.OfBytes(Encoding.UTF8.GetBytes(Manifest), dice),
        };
        var message = new Message(dice.Pick(Methods), target, headers, body);
        var answer = await berth.Send(message);
        var stranger = !known && !headers.Exists(h => h.Key == "Authorization" && SameLogin(h.Value));
        if (answer.Status >= 500 || (stranger && answer.Status < 400))
            throw new InvalidOperationException($"{message.Method} {target} answered {answer.Status} {answer.Body}\n{string.Join('\n', headers)}\n{Encoding.UTF8.GetString(body)}");
    });

    /// <summary>Base64 has blanks and last bits that nobody reads.</summary>
    private bool SameLogin(string header)
    {
        try
        {
            return header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase) && Convert.FromBase64String(header[6..]).AsSpan().SequenceEqual(Convert.FromBase64String(login));
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static string Ascii(string text) => string.Concat(text.Where(c => c is >= ' ' and < '\u007f')).Trim();
}
