using System.Globalization;
using Berth.Aws.Signing;

namespace Berth.Aws.Services.Ecr.Distribution;

/// <summary>Passwords of the registry: they hold, sealed, whose they are and until when.</summary>
public sealed class RegistryTokens(SigningKeys keys, TimeProvider clock)
{
    public const string User = "AWS";

    /// <summary>Source: ECR API, GetAuthorizationToken.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    private static readonly TimeSpan LayerLifetime = TimeSpan.FromHours(1);

    private readonly Sealer sealer = new(keys.Sealing, "registry");

    public (string Token, DateTimeOffset Expiration) Issue(string principalArn)
    {
        var expiration = DateTimeOffset.FromUnixTimeSeconds((clock.GetUtcNow() + Lifetime).ToUnixTimeSeconds());
        return (Make("login " + principalArn, expiration), expiration);
    }

    /// <summary>The right to fetch one layer, for a URL.</summary>
    public string IssueForLayer(string repository, string digest) => Make($"layer {repository}@{digest}", clock.GetUtcNow() + LayerLifetime);

    /// <returns>The principal; null when the token is not ours or has expired.</returns>
    public string? Verify(string token) => Open(token) is { } text && text.StartsWith("login ", StringComparison.Ordinal) ? text["login ".Length..] : null;

    public bool VerifyForLayer(string token, string repository, string digest) => Open(token) == $"layer {repository}@{digest}";

    private string Make(string text, DateTimeOffset expiration) => sealer.Seal($"{expiration.ToUnixTimeSeconds()} {text}");

    private string? Open(string token)
    {
        if (sealer.Open(token)?.Split(' ', 2) is not [var until, var text]) return null;
        return long.Parse(until, CultureInfo.InvariantCulture) > clock.GetUtcNow().ToUnixTimeSeconds() ? text : null;
    }
}
