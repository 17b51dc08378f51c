using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using Berth.Domain.Kernel;

namespace Berth.Aws.Signing;

/// <summary>
/// Issues temporary keys. The session token holds, sealed, whose they are, what bounds them and until when, and the secret follows from the access key's id:
/// verifying needs no store, survives restarts and grows nothing.
/// </summary>
public sealed class SessionIssuer(SigningKeys keys, BerthInstance instance, TimeProvider clock)
{
    /// <summary>Opened tokens that are remembered; beyond it all are forgotten.</summary>
    private const int OpenedMax = 1024;

    private readonly Sealer sealer = new(keys.Sealing, "session");

    /// <summary>By token: a node sends the same one a thousand times a second.</summary>
    private readonly ConcurrentDictionary<string, Opened> opened = new(StringComparer.Ordinal);

    /// <param name="roleId">AROA… The session is that role's: one made anew under its name does not revive it.</param>
    /// <param name="sessionName">Checked by the caller.</param>
    public SessionCredentials Issue(string roleArn, string roleId, string sessionName, TimeSpan duration, SessionLimits? limits = null)
    {
        var roleName = roleArn[(roleArn.LastIndexOf('/') + 1)..];
        return Issue(new($"arn:aws:sts::{instance.Scope.AccountId}:assumed-role/{roleName}/{sessionName}", $"{roleId}:{sessionName}", roleArn)
        {
            SessionPolicy = limits?.Policy,
            SessionPolicyArns = limits?.PolicyArns ?? [],
            TaskArn = limits?.TaskArn,
        }, duration);
    }

    /// <summary>Keys that act as the user, or the root, who asks for them.</summary>
    public SessionCredentials IssueSessionToken(Principal owner, TimeSpan duration) => Issue(owner with { IsSessionToken = true }, duration);

    /// <summary>Reads a session token that came with a request.</summary>
    /// <returns>Null when the token is not ours or belongs to another key.</returns>
    internal (Principal Principal, string Secret, DateTimeOffset Expiration)? Open(string accessKeyId, string token)
    {
        if (!opened.TryGetValue(token, out var known))
        {
            if (sealer.Open(token) is not { } text) return null;
            var content = JsonSerializer.Deserialize<Sealed>(text)!;
            known = new(content.AccessKeyId, content.Principal, sealer.Derive(content.AccessKeyId), content.Expiration);
            if (opened.Count >= OpenedMax) opened.Clear();
            opened[token] = known;
        }

        return known.AccessKeyId == accessKeyId ? (known.Principal, known.Secret, known.Expiration) : null;
    }

    private SessionCredentials Issue(Principal principal, TimeSpan duration)
    {
        var accessKeyId = "ASIA" + RandomNumberGenerator.GetString(UserKeys.Alphabet, 16);

        // AWS states expirations in whole seconds.
        var expiration = DateTimeOffset.FromUnixTimeSeconds((clock.GetUtcNow() + duration).ToUnixTimeSeconds());
        var owner = principal with { Expiration = expiration };
        var token = sealer.Seal(JsonSerializer.Serialize(new Sealed(accessKeyId, owner, expiration)));
        return new(accessKeyId, sealer.Derive(accessKeyId), token, expiration, owner);
    }

    private sealed record Sealed(string AccessKeyId, Principal Principal, DateTimeOffset Expiration);

    private sealed class Opened(string accessKeyId, Principal principal, string secret, DateTimeOffset expiration)
    {
        public string AccessKeyId { get; } = accessKeyId;

        public Principal Principal { get; } = principal;

        public string Secret { get; } = secret;

        public DateTimeOffset Expiration { get; } = expiration;
    }
}

/// <summary>Temporary keys. <see cref="ToString"/> never shows the secret.</summary>
public sealed record SessionCredentials(string AccessKeyId, string SecretAccessKey, string SessionToken, DateTimeOffset Expiration, Principal Principal)
{
    public override string ToString() => $"SessionCredentials {{ {AccessKeyId}, {Principal.Arn} }}";
}
