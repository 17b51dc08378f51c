using Berth.Domain.Kernel;
using Berth.Domain.Registry;
using CsCheck;

namespace Berth.Domain.Tests.Registry;

public sealed class LayerLinksTests
{
    private const string Secret = "a secret of the installation";
    private const string Repository = "team/web";
    private static readonly string Digest = "sha256:" + new string('a', 64);
    private static readonly DateTimeOffset Now = new(2026, 1, 31, 23, 30, 0, TimeSpan.Zero);
    private static readonly AwsScope Scope = AwsScope.Default;

    private static readonly Gen<string> AnyRepository = Gen.Char["abcxyz019"].Array[1, 8].Select(c => new string(c)).Array[1, 4].Select(parts => string.Join('/', parts));

    // What is changed in a good link, and what it is then.
    [Theory]
    [InlineData("", "", "Granted { Repository = team/web, Digest = sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa }")]
    [InlineData("team/web", "team/other", "Mismatch { }")]
    [InlineData("/123456789012/", "/210987654321/", "Mismatch { }")]
    [InlineData("X-Amz-Expires=3600", "X-Amz-Expires=36000", "Mismatch { }")]
    [InlineData("X-Amz-Expires=3600", "X-Amz-Expires=3600&X-Amz-Expires=36000", "Mismatch { }")]
    [InlineData("X-Amz-Expires=3600", "X-Amz-Expires=604801", "Malformed { Message = X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds }")]
    [InlineData("X-Amz-Expires=3600", "X-Amz-Expires=soon", "Malformed { Message = X-Amz-Expires should be a number }")]
    [InlineData("X-Amz-Date=20260131T233000Z", "X-Amz-Date=20260131T233001Z", "Mismatch { }")]
    [InlineData("X-Amz-Date=20260131T233000Z", "X-Amz-Date=today", "Malformed { Message = X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\" }")]
    [InlineData("AKIABERTHLAYERBUCKET", "AKIASOMEBODYELSESKEY", "UnknownKey { AccessKeyId = AKIASOMEBODYELSESKEY }")]
    [InlineData("%2Fs3%2F", "%2Fecr%2F", "Mismatch { }")]
    [InlineData("X-Amz-SignedHeaders=host", "X-Amz-SignedHeaders=host&response-content-type=text%2Fhtml", "Mismatch { }")]
    [InlineData("AWS4-HMAC-SHA256", "AWS4-NONE", "Malformed { Message = X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256\" }")]
    public void Judges(string part, string changed, string verdict) => Assert.Equal(verdict, Judge(part.Length == 0 ? Link() : Link().Replace(part, changed, StringComparison.Ordinal), Now).ToString());

    [Fact]
    public void A_link_without_its_signature_is_anybodys() => Assert.IsType<LayerLinkVerdict.Unsigned>(Judge(Link().Split('?')[0], Now));

    [Fact]
    public void A_link_that_lacks_a_part_says_which_it_must_have() =>
        Assert.StartsWith("Query-string authentication version 4 requires", Assert.IsType<LayerLinkVerdict.Malformed>(Judge(Link().Split("&X-Amz-Signature")[0], Now)).Message, StringComparison.Ordinal);

    [Fact]
    public void Another_installation_makes_other_links() =>
        Assert.IsType<LayerLinkVerdict.Mismatch>(Judge(LayerLinks.Make(Repository, Digest, Scope, "the secret of another", Now), Now));

    /// <summary>Liveness: what was made is granted to its last second, whatever it is of.</summary>
    [Fact]
    public void Always_leads_to_its_layer_until_it_expires() => Gen.Select(AnyRepository, Gen.Int[0, 3599]).Sample((repository, age) =>
        Judge(LayerLinks.Make(repository, Digest, Scope, Secret, Now), Now.AddSeconds(age)) == new LayerLinkVerdict.Granted(repository, Digest));

    /// <summary>Safety: nothing else is, later or with any letter changed.</summary>
    [Fact]
    public void Never_leads_anywhere_else() => Gen.Select(AnyRepository, Gen.Int[0, 10_000], Gen.Int[0, 1000], Gen.Char["abc019/&=-ZX"]).Sample((repository, age, place, letter) =>
    {
        var link = LayerLinks.Make(repository, Digest, Scope, Secret, Now);
        var at = place % link.Length;
        var forged = string.Concat(link.AsSpan(0, at), [letter], link.AsSpan(at + 1));
        return Judge(forged, Now.AddSeconds(age)) is not LayerLinkVerdict.Granted || (forged == link && age < LayerLinks.Lifetime.TotalSeconds);
    });

    [Fact]
    public void An_expired_link_says_when() =>
        Assert.Equal(new LayerLinkVerdict.Expired(3600, Now.AddHours(1)), Judge(Link(), Now.AddHours(1)));

    private static string Link() => LayerLinks.Make(Repository, Digest, Scope, Secret, Now);

    private static LayerLinkVerdict Judge(string link, DateTimeOffset now)
    {
        var parts = link.Split('?', 2);
        var query = parts.Length == 1 ? [] : parts[1].Split('&', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=', 2)).Select(p => KeyValuePair.Create(Uri.UnescapeDataString(p[0]), p.Length == 1 ? "" : Uri.UnescapeDataString(p[1])));
        return LayerLinks.Judge(Uri.UnescapeDataString(parts[0]), [.. query], Scope, Secret, now);
    }
}
