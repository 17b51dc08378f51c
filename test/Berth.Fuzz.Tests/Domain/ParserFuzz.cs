using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Berth.Aws.Paging;
using Berth.Aws.Services.Ecr.Distribution;
using Berth.Aws.Signing;
using Berth.Domain.Access;
using Berth.Domain.Logs;
using Berth.Domain.Network;
using Berth.Domain.Registry;
using Berth.Fuzz.Tests.Driving;
using Berth.Node.Images;

namespace Berth.Fuzz.Tests.Domain;

/// <summary>Small parsers: each says no in its own way, and in no other.</summary>
public sealed class ParserFuzz
{
    private const string Manifest = """{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"c","digest":"sha256:1","size":7},"layers":[{"mediaType":"l","digest":"sha256:2","size":9}]}""";
    private const string Index = """{"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[{"digest":"sha256:1","platform":{"os":"linux","architecture":"amd64"}}]}""";
    private const string Policy = """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com","AWS":["123456789012"]},"Action":["sts:AssumeRole"],
         "Condition":{"StringLike":{"aws:SourceArn":"arn:aws:ecs:*:123456789012:*"},"StringEqualsIfExists":{"aws:SourceAccount":["123456789012"]},"Null":{"sts:ExternalId":"true"}}}]}
        """;

    private static readonly PageTokens Pages = new(new("AKIA", "secret", new byte[32]));
    private static readonly Sealer Sealer = new(new byte[32], "fuzz");

    [Fact]
    public Task Page_tokens_are_ours_or_nothing() => Campaign.Run(dice =>
    {
        var good = Pages.Make("ListTasks", "key");
        var text = Mutation.OfText(good, dice);
        if (Pages.Read("ListTasks", text) is { } read && (read != "key" || !SameBytes(text, good))) throw new InvalidOperationException($"{text} was read as {read}.");
        if (Pages.Read("ListClusters", good) is not null) throw new InvalidOperationException("It was read for another list.");
    });

    [Fact]
    public Task Sealed_text_opens_as_it_was_sealed_or_not_at_all() => Campaign.Run(dice =>
    {
        var text = dice.StrangeText().Replace('\ud800', '?').Replace('\udc00', '?');
        var sealedText = Sealer.Seal(text);
        if (Sealer.Open(sealedText) != text) throw new InvalidOperationException($"'{text}' came back otherwise.");
        var changed = Mutation.OfText(sealedText, dice);
        if (Sealer.Open(changed) is not null && !SameBytes(changed, sealedText)) throw new InvalidOperationException($"{changed} was opened.");
    });

    [Fact]
    public Task Image_references_print_as_they_read() => Campaign.Run(dice =>
    {
        var text = Mutation.OfText(dice.Pick(["busybox", "127.0.0.1:4566/app:1", "123456789012.dkr.ecr.ap-northeast-1.amazonaws.com/team/app@sha256:0123", "a.b/c/d:e@f"]), dice);
        if (text.Length == 0) return;
        try
        {
            var read = ImageReference.Parse(text);
            if (ImageReference.Parse(read.ToString()) != read) throw new InvalidOperationException($"'{text}' reads as {read}, which reads as {ImageReference.Parse(read.ToString())}.");
        }
        catch (FormatException)
        {
            // Said no.
        }
    });

    [Fact]
    public Task Filter_patterns_end_and_match_or_do_not() => Campaign.Run(dice =>
    {
        var text = dice.OneIn(5) ? dice.StrangeText() : Mutation.OfText("ERROR ?warn ?\"two words\" -\"not \\\" this\" plain", dice);
        _ = FilterPattern.Parse(text)?.Matches(dice.StrangeText());
    });

    [Fact]
    public Task Trust_policies_let_nobody_in_by_being_malformed() => Campaign.Run(dice =>
    {
        var changed = JsonText.Of(Mutation.OfJson(JsonNode.Parse(Policy), dice));
        var text = Encoding.UTF8.GetString(dice.OneIn(4) ? Mutation.OfBytes(changed, dice) : changed);
        _ = TrustPolicy.LetsServiceAssume(text, TrustPolicy.Tasks, "arn:aws:ecs:ap-northeast-1:123456789012:cluster/default", "123456789012");
        var trust = AccessPolicies.Compile([new("trust policy", null, null, PolicySource.Resource, text)]);
        var keys = new AccessKeys(dice.OneIn(2) ? [] : [KeyValuePair.Create("sts:ExternalId", (IReadOnlyList<string>)[dice.StrangeText()])]);
        var stranger = AccessEvaluator.Decide("sts:AssumeRole", "*", new("arn:aws:iam::999999999999:root", null, "999999999999"), keys, new(null, null, null, trust, null) { ResourceMustAllow = true });
        if (stranger.Verdict == AccessVerdict.Allowed && !text.Contains('*', StringComparison.Ordinal) && !text.Contains("\\u002a", StringComparison.Ordinal)) throw new InvalidOperationException($"Another account may assume by {text}");
    });

    [Fact]
    public Task Manifests_name_their_parts() => Campaign.Run(dice =>
    {
        var tree = Mutation.OfJson(JsonNode.Parse(dice.OneIn(2) ? Manifest : Index), dice);
        var bytes = dice.OneIn(4) ? Mutation.OfBytes(JsonText.Of(tree), dice) : JsonText.Of(tree);
        if (Berth.Domain.Registry.Manifest.Read(bytes, dice.OneIn(2) ? null : dice.Pick([Berth.Domain.Registry.Manifest.OciImage, dice.StrangeText()])) is not { } read) return;
        if (read.Size < 0 || read.Blobs.Any(b => b.Digest is null) || read.Manifests.Any(m => m is null)) throw new InvalidOperationException(Encoding.UTF8.GetString(bytes));
    });

    [Fact]
    public Task Registry_paths_lie_within_the_registry() => Campaign.Run(dice =>
    {
        var path = "/v2" + Mutation.OfText(dice.Pick(["/a/b/manifests/1", "/a/blobs/uploads/1", "/a/blobs/sha256:1", "/a/tags/list", "/"]), dice);
        if (RegistryRoute.Parse(path) is { Kind: not "root" } route && route.Repository.Length == 0) throw new InvalidOperationException($"{path} has no repository and was read.");
    });

    [Fact]
    public Task Address_ranges_read_or_are_refused() => Campaign.Run(dice =>
    {
        try
        {
            _ = Cidr.Parse(Mutation.OfText("172.31.16.0/20", dice));
        }
        catch (FormatException)
        {
            // Said no.
        }
    });

    [Fact]
    public Task Challenges_lead_only_where_it_is_safe_to_ask() => Campaign.Run(dice =>
    {
        var text = Mutation.OfText("realm=\"https://auth.docker.io/token\",service=\"registry.docker.io\",scope=\"repository:library/nginx:pull\"", dice);
        if (BearerChallenge.Parse(text) is { } read && read.Realm.Scheme != Uri.UriSchemeHttps && !read.Realm.IsLoopback) throw new InvalidOperationException($"{text} leads to {read.Realm}.");
    });

    /// <summary>The last letter of a base64 text may hold bits that nobody reads.</summary>
    private static bool SameBytes(string one, string other)
    {
        try
        {
            return System.Buffers.Text.Base64Url.DecodeFromChars(one).AsSpan().SequenceEqual(System.Buffers.Text.Base64Url.DecodeFromChars(other));
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
