using Berth.Aws.Services.SecretsManager.Wire;
using Berth.Domain.Secrets;

namespace Berth.Aws.Services.SecretsManager;

/// <summary>Filters of lists: all must hold, each for one of its values; a value that begins with ! must not be there. Prefixes of names, descriptions and tags.</summary>
internal static class SecretFilters
{
    private static readonly string[] Known = ["description", "name", "tag-key", "tag-value", "primary-region", "owning-service", "all"];

    /// <exception cref="AwsException">A filter that there is not.</exception>
    public static void Check(IReadOnlyList<FilterShape>? filters)
    {
        foreach (var filter in filters ?? [])
            if (!Known.Contains(filter.Key, StringComparer.Ordinal)) throw SecretsManagerErrors.Validation($"The filter key {filter.Key} is not supported.");
    }

    public static bool Match(SecretRecord secret, IReadOnlyList<FilterShape>? filters) => (filters ?? []).All(f => Holds(secret, f.Key ?? "", f.Values ?? []));

    private static bool Holds(SecretRecord secret, string key, IReadOnlyList<string> values)
    {
        if (values.Any(v => v.StartsWith('!') && Has(secret, key, v[1..]))) return false;
        return values.All(v => v.StartsWith('!')) || values.Any(v => !v.StartsWith('!') && Has(secret, key, v));
    }

    private static bool Has(SecretRecord secret, string key, string value) => key switch
    {
        "name" => secret.Name.StartsWith(value, StringComparison.Ordinal),
        "description" => secret.Description?.StartsWith(value, StringComparison.OrdinalIgnoreCase) == true,
        "tag-key" => secret.Tags.Keys.Any(k => k.StartsWith(value, StringComparison.Ordinal)),
        "tag-value" => secret.Tags.Values.Any(v => v.StartsWith(value, StringComparison.Ordinal)),
        "all" => secret.Name.Contains(value, StringComparison.OrdinalIgnoreCase) || secret.Description?.Contains(value, StringComparison.OrdinalIgnoreCase) == true
            || secret.Tags.Any(t => t.Key.Contains(value, StringComparison.OrdinalIgnoreCase) || t.Value.Contains(value, StringComparison.OrdinalIgnoreCase)),
        _ => false,
    };
}
