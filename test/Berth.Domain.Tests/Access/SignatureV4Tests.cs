using Berth.Domain.Access;
using CsCheck;

namespace Berth.Domain.Tests.Access;

public sealed class SignatureV4Tests
{
    private const string Secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private const string Scope = "20150830/us-east-1/service/aws4_request";
    private const string Timestamp = "20150830T123600Z";

    /// <summary>The vectors that AWS publishes: get-vanilla, get-vanilla-query-order-key-case and post-vanilla.</summary>
    [Theory]
    [InlineData("GET", "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")]
    [InlineData("GET", "Param2=value2&Param1=value1", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500")]
    [InlineData("POST", "", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b")]
    public void Published_vectors(string method, string query, string signature)
    {
        var parameters = query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(p => new KeyValuePair<string, string>(p.Split('=')[0], p.Split('=')[1]));
        KeyValuePair<string, string>[] headers = [new("x-amz-date", Timestamp), new("host", "example.amazonaws.com")];
        var canonical = SignatureV4.CanonicalRequest(method, SignatureV4.CanonicalPath("/"), parameters, headers, SignatureV4.EmptyBodyHash);
        Assert.Equal(signature, SignatureV4.Sign(Secret, Scope, Timestamp, canonical));
    }

    [Fact]
    public void Header_values_lose_outer_blanks_and_inner_runs()
    {
        var canonical = SignatureV4.CanonicalRequest("GET", "/", [], [new("my-header", "  a   b  c ")], "hash");
        Assert.Contains("my-header:a b c\n", canonical, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "/")]
    [InlineData("/", "/")]
    [InlineData("/v2/a%20b/", "/v2/a%2520b/")]
    [InlineData("/clusters/a~b", "/clusters/a~b")]
    public void Paths_are_encoded_once_more(string raw, string canonical) => Assert.Equal(canonical, SignatureV4.CanonicalPath(raw));

    [Fact]
    public void The_order_of_query_parameters_does_not_matter() => Gen.Select(Gen.String, Gen.String).Array[0, 6].Sample(pairs =>
    {
        var query = pairs.Select(p => new KeyValuePair<string, string>(p.Item1, p.Item2)).ToList();
        Assert.Equal(SignatureV4.CanonicalQuery(query), SignatureV4.CanonicalQuery(query.AsEnumerable().Reverse()));
    });

    [Fact]
    public void Another_secret_body_or_header_gives_another_signature() => Gen.Select(Gen.String.AlphaNumeric, Gen.String.AlphaNumeric).Where(p => p.Item1 != p.Item2).Sample((a, b) =>
    {
        string Sign(string secret, string host, string hash) =>
            SignatureV4.Sign(secret, Scope, Timestamp, SignatureV4.CanonicalRequest("POST", "/", [], [new("host", host)], hash));
        Assert.NotEqual(Sign(a, "h", "x"), Sign(b, "h", "x"));
        Assert.NotEqual(Sign("s", a, "x"), Sign("s", b, "x"));
        Assert.NotEqual(Sign("s", "h", a), Sign("s", "h", b));
    });

    [Fact]
    public void A_scope_of_another_form_is_refused() => Assert.Throws<FormatException>(() => SignatureV4.Sign(Secret, "20150830/us-east-1", Timestamp, ""));
}
