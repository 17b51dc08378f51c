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
    private readonly Sealer sealer = new(keys.Sealing, "session");

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
        if (sealer.Open(token) is not { } text) return null;
        var content = JsonSerializer.Deserialize<Sealed>(text)!;
        return content.AccessKeyId == accessKeyId ? (content.Principal, sealer.Derive(accessKeyId), content.Expiration) : null;
    }

    private SessionCredentials Issue(Principal principal, TimeSpan duration)
    {
        var accessKeyId = "ASIA" + RandomNumberGenerator.GetString(UserKeys.Alphabet, 16);

        // AWS states expirations in whole seconds.
        var expiration = DateTimeOffset.FromUnixTimeSeconds((clock.GetUtcNow() + duration).ToUnixTimeSeconds());
        var token = sealer.Seal(JsonSerializer.Serialize(new Sealed(accessKeyId, principal, expiration)));
        return new(accessKeyId, sealer.Derive(accessKeyId), token, expiration, principal);
    }

    private sealed record Sealed(string AccessKeyId, Principal Principal, DateTimeOffset Expiration);
}

/// <summary>Temporary keys. <see cref="ToString"/> never shows the secret.</summary>
public sealed record SessionCredentials(string AccessKeyId, string SecretAccessKey, string SessionToken, DateTimeOffset Expiration, Principal Principal)
{
    public override string ToString() => $"SessionCredentials {{ {AccessKeyId}, {Principal.Arn} }}";
}
