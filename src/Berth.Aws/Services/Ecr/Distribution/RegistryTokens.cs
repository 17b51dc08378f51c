using System.Globalization;
using System.Text.Json;
using Berth.Aws.Signing;

namespace Berth.Aws.Services.Ecr.Distribution;

/// <summary>What a password of the registry turned out to be.</summary>
public abstract record RegistryLogin
{
    public sealed record Of(Principal Principal) : RegistryLogin;

    public sealed record Expired : RegistryLogin;

    /// <summary>Not one of ours.</summary>
    public sealed record Invalid : RegistryLogin;
}

/// <summary>Passwords of the registry: they hold, sealed, whose they are, with everything that bounds them, and until when.</summary>
public sealed class RegistryTokens(SigningKeys keys, TimeProvider clock)
{
    public const string User = "AWS";

    /// <summary>Source: ECR API, GetAuthorizationToken.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    private const string Login = "principal ";
    private static readonly TimeSpan LayerLifetime = TimeSpan.FromHours(1);

    private readonly Sealer sealer = new(keys.Sealing, "registry");

    /// <summary>A session's password ends with its keys.</summary>
    public (string Token, DateTimeOffset Expiration) Issue(Principal principal)
    {
        var expiration = DateTimeOffset.FromUnixTimeSeconds((clock.GetUtcNow() + Lifetime).ToUnixTimeSeconds());
        if (principal.Expiration < expiration) expiration = principal.Expiration.Value;
        return (Make(Login + JsonSerializer.Serialize(principal), expiration), expiration);
    }

    /// <summary>The right to fetch one layer, for a URL.</summary>
    public string IssueForLayer(string repository, string digest) => Make($"layer {repository}@{digest}", clock.GetUtcNow() + LayerLifetime);

    public RegistryLogin Verify(string token)
    {
        if (Open(token) is not var (until, text) || !text.StartsWith(Login, StringComparison.Ordinal)) return new RegistryLogin.Invalid();
        return IsOver(until) ? new RegistryLogin.Expired() : new RegistryLogin.Of(JsonSerializer.Deserialize<Principal>(text[Login.Length..])!);
    }

    public bool VerifyForLayer(string token, string repository, string digest) => Open(token) is var (until, text) && text == $"layer {repository}@{digest}" && !IsOver(until);

    private bool IsOver(long until) => until <= clock.GetUtcNow().ToUnixTimeSeconds();

    private string Make(string text, DateTimeOffset expiration) => sealer.Seal($"{expiration.ToUnixTimeSeconds()} {text}");

    private (long Until, string Text)? Open(string token) =>
        sealer.Open(token)?.Split(' ', 2) is [var until, var text] ? (long.Parse(until, CultureInfo.InvariantCulture), text) : null;
}
