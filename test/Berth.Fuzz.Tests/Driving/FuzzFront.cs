using System.Globalization;
using System.Text;
using Berth.Aws.Tests.Driving;
using Berth.Domain.Access;
using Berth.Fuzz.Tests.Driving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

[assembly: AssemblyFixture(typeof(FuzzFront))]

namespace Berth.Fuzz.Tests.Driving;

/// <summary>The AWS front, in process.</summary>
public sealed class FuzzFront : AwsFront
{
    private static readonly Dictionary<string, string> Versions = new() { ["iam"] = "2010-05-08", ["sts"] = "2011-06-15", ["ec2"] = "2016-11-15" };

    private readonly InProcessServer server = new();

    /// <summary>What went wrong inside most recently.</summary>
    internal Exception? Failure { get; private set; }

    internal Task<Answer> Send(Message message) => server.Send(message);

    /// <summary>A request signed as the stock CLI signs it.</summary>
    internal Message Sign(string service, string method, string target, IEnumerable<KeyValuePair<string, string>> headers, byte[] body)
    {
        var timestamp = Timestamp(DateTimeOffset.UtcNow);
        var scope = Scope(timestamp, service);
        var hash = SignatureV4.HashHex(body);
        List<KeyValuePair<string, string>> signed = [.. headers.Select(h => KeyValuePair.Create(h.Key.ToLowerInvariant(), h.Value)), new("host", Endpoint.Authority), new("x-amz-date", timestamp), new("x-amz-content-sha256", hash)];
        var mark = target.IndexOf('?', StringComparison.Ordinal);
        var query = mark < 0 ? [] : target[(mark + 1)..].Split('&').Select(p => p.Split('=', 2)).Select(p => KeyValuePair.Create(Uri.UnescapeDataString(p[0]), Uri.UnescapeDataString(p.ElementAtOrDefault(1) ?? "")));
        var canonical = SignatureV4.CanonicalRequest(method, SignatureV4.CanonicalPath(mark < 0 ? target : target[..mark]), query, signed, hash);
        var names = string.Join(';', signed.Select(h => h.Key).Order(StringComparer.Ordinal));
        signed.Add(new("Authorization", $"{SignatureV4.Algorithm} Credential={Keys.RootAccessKeyId}/{scope}, SignedHeaders={names}, Signature={SignatureV4.Sign(Keys.RootSecretAccessKey, scope, timestamp, canonical)}"));
        return new(method, target, signed, body);
    }

    internal Message SignJson(string service, string target, byte[] body) =>
        Sign(service, "POST", "/", [new("X-Amz-Target", target), new("Content-Type", "application/x-amz-json-1.1")], body);

    internal Message SignQuery(string service, string action, IEnumerable<KeyValuePair<string, string>> parameters)
    {
        var form = string.Join('&', parameters.Prepend(new("Version", Versions[service])).Prepend(new("Action", action)).Select(p => $"{Escape(p.Key)}={Escape(p.Value)}"));
        return Sign(service, "POST", "/", [new("Content-Type", "application/x-www-form-urlencoded")], Encoding.UTF8.GetBytes(form));
    }

    /// <summary>A GET whose query carries the signature.</summary>
    internal Message Presign(string service, IEnumerable<KeyValuePair<string, string>> parameters, int expiresSeconds)
    {
        var timestamp = Timestamp(DateTimeOffset.UtcNow);
        var scope = Scope(timestamp, service);
        List<KeyValuePair<string, string>> all =
        [
            .. parameters, new("X-Amz-Algorithm", SignatureV4.Algorithm), new("X-Amz-Credential", $"{Keys.RootAccessKeyId}/{scope}"), new("X-Amz-Date", timestamp),
            new("X-Amz-Expires", expiresSeconds.ToString(CultureInfo.InvariantCulture)), new("X-Amz-SignedHeaders", "host"),
        ];
        var canonical = SignatureV4.CanonicalRequest("GET", "/", all, [new("host", Endpoint.Authority)], SignatureV4.EmptyBodyHash);
        var signature = SignatureV4.Sign(Keys.RootSecretAccessKey, scope, timestamp, canonical);
        return new("GET", $"/?{SignatureV4.CanonicalQuery(all)}&X-Amz-Signature={signature}", [new("Host", Endpoint.Authority)], []);
    }

    protected override void Configure(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IServer>(server);
        builder.Logging.AddProvider(new FailureLog(failure => Failure = failure));
    }

    private static string Timestamp(DateTimeOffset at) => at.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    private static string Scope(string timestamp, string service) => $"{timestamp[..8]}/ap-northeast-1/{service}/aws4_request";

    /// <summary>Half a surrogate pair has no form in UTF-8; a client would send the replacement character.</summary>
    private static string Escape(string text) => Uri.EscapeDataString(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)));
}
