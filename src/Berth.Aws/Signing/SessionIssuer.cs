using System.Security.Cryptography;
using System.Text.Json;
using Berth.Domain.Kernel;

namespace Berth.Aws.Signing;

/// <summary>
/// Issues temporary keys of roles. The session token holds, sealed, whose they are and until when, and the secret follows from the access key's id:
/// verifying needs no store, survives restarts and grows nothing.
/// </summary>
public sealed class SessionIssuer(SigningKeys keys, BerthInstance instance, TimeProvider clock)
{
    private const string AccessKeyAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private readonly Sealer sealer = new(keys.Sealing, "session");

    /// <param name="roleId">AROA…</param>
    /// <param name="sessionName">Checked by the caller.</param>
    /// <param name="taskArn">The task that the keys die with.</param>
    public SessionCredentials Issue(string roleArn, string roleId, string sessionName, TimeSpan duration, string? taskArn = null)
    {
        var accessKeyId = "ASIA" + RandomNumberGenerator.GetString(AccessKeyAlphabet, 16);

        // AWS states expirations in whole seconds.
        var expiration = DateTimeOffset.FromUnixTimeSeconds((clock.GetUtcNow() + duration).ToUnixTimeSeconds());
        var roleName = roleArn[(roleArn.LastIndexOf('/') + 1)..];
        var principal = new Principal($"arn:aws:sts::{instance.Scope.AccountId}:assumed-role/{roleName}/{sessionName}", $"{roleId}:{sessionName}", roleArn) { TaskArn = taskArn, Expiration = expiration };
        var token = sealer.Seal(JsonSerializer.Serialize(new Sealed(accessKeyId, principal, expiration)));
        return new(accessKeyId, sealer.Derive(accessKeyId), token, expiration, principal);
    }

    /// <summary>Reads a session token that came with a request.</summary>
    /// <returns>Null when the token is not ours or belongs to another key.</returns>
    internal (Principal Principal, string Secret, DateTimeOffset Expiration)? Open(string accessKeyId, string token)
    {
        if (sealer.Open(token) is not { } text) return null;
        var content = JsonSerializer.Deserialize<Sealed>(text)!;
        return content.AccessKeyId == accessKeyId ? (content.Principal, sealer.Derive(accessKeyId), content.Expiration) : null;
    }

    private sealed record Sealed(string AccessKeyId, Principal Principal, DateTimeOffset Expiration);
}

/// <summary>Temporary keys. <see cref="ToString"/> never shows the secret.</summary>
public sealed record SessionCredentials(string AccessKeyId, string SecretAccessKey, string SessionToken, DateTimeOffset Expiration, Principal Principal)
{
    public override string ToString() => $"SessionCredentials {{ {AccessKeyId}, {Principal.Arn} }}";
}
