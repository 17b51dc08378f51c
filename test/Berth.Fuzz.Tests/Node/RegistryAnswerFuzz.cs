using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Berth.Node.Images;
using Berth.Testing.Time;

namespace Berth.Fuzz.Tests.Node;

/// <summary>Registries of others answer what they like; a pull fails with a reason or gets a document without holes.</summary>
public sealed class RegistryAnswerFuzz
{
    private static readonly string[] Documents =
    [
        """{"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"c","digest":"sha256:1","size":7},"layers":[{"mediaType":"l","digest":"sha256:2","size":9}]}""",
        """{"manifests":[{"digest":"sha256:1","platform":{"os":"linux","architecture":"amd64"}}]}""",
        """{"config":{"Entrypoint":["/a"],"Cmd":["b"],"Env":["A=1"],"WorkingDir":"/","User":"1","StopSignal":"SIGTERM"},"rootfs":{"type":"layers","diff_ids":["sha256:3"]}}""",
    ];

    private static readonly ImageReference Reference = ImageReference.Parse("registry.example/app:1");

    [Fact]
    public Task Documents_of_images_have_no_holes() => Campaign.Run(dice =>
    {
        var at = dice.Next(Documents.Length);
        var bytes = JsonText.Of(Mutation.OfJson(JsonNode.Parse(Documents[at]), dice));
        if (dice.OneIn(4)) bytes = Mutation.OfBytes(bytes, dice);
        try
        {
            object read = at switch { 0 => JsonForms.Read<ManifestJson>(bytes, Reference), 1 => JsonForms.Read<IndexJson>(bytes, Reference), _ => JsonForms.Read<ConfigJson>(bytes, Reference) };
            if (Agent.Whole.Hole(read) is { } hole) throw new InvalidOperationException($"{hole} is null after reading {Encoding.UTF8.GetString(bytes)}");
        }
        catch (PullException)
        {
            // Said no.
        }
    });

    [Fact]
    public Task A_registry_that_answers_nonsense_fails_the_pull_and_nothing_else() => Campaign.Run(async dice =>
    {
        using var handler = new Nonsense(dice);
        using var client = new RegistryClient(Reference, null, handler, new(), new HastyTime());
        try
        {
            await client.Manifest(dice.OneIn(2) ? "1" : "sha256:1", CancellationToken.None);
        }
        catch (PullException)
        {
            // Said no.
        }
    });

    private sealed class Nonsense(Dice dice) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var isToken = request.RequestUri!.AbsolutePath.StartsWith("/token", StringComparison.Ordinal);
            var json = JsonText.Of(Mutation.OfJson(JsonNode.Parse(isToken ? """{"token":"abc","expires_in":300}""" : Documents[0]), dice));
            var answer = new HttpResponseMessage(dice.Pick([HttpStatusCode.OK, HttpStatusCode.Unauthorized, HttpStatusCode.NotFound, HttpStatusCode.TooManyRequests, (HttpStatusCode)599]))
            {
                RequestMessage = request,
                Content = new ByteArrayContent(dice.OneIn(4) ? Mutation.OfBytes(json, dice) : json),
            };
            if (isToken) answer.StatusCode = HttpStatusCode.OK;
            answer.Content.Headers.TryAddWithoutValidation("Content-Type", dice.OneIn(2) ? "application/vnd.oci.image.manifest.v1+json" : dice.StrangeText());
            if (AuthenticationHeaderValue.TryParse("Bearer " + Mutation.OfText("realm=\"https://auth.example/token\",service=\"s\",scope=\"p\"", dice).ReplaceLineEndings(""), out var challenge))
                answer.Headers.WwwAuthenticate.Add(challenge);
            return Task.FromResult(answer);
        }
    }
}
