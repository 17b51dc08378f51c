using System.Text.Json;

namespace Berth.Domain.Access;

/// <summary>What may stand as Principal. Whether the user or role exists is not asked.</summary>
internal static class PrincipalGrammar
{
    public static string? Check(JsonElement principal, bool isTrust)
    {
        if (principal.ValueKind == JsonValueKind.String) return principal.GetString() == "*" ? null : $"Invalid principal in policy: \"STRING\":\"{principal.GetString()}\"";
        if (principal.ValueKind != JsonValueKind.Object) return "Invalid principal in policy";
        var kinds = principal.EnumerateObject().ToList();
        if (kinds.Count == 0) return "Missing required field Principal cannot be empty!";
        foreach (var kind in kinds)
        {
            Func<string, bool>? isOne = kind.Name switch
            {
                "AWS" => IsAws,
                "Service" => IsService,
                "Federated" => name => name.Length > 0,
                "CanonicalUser" when !isTrust => name => name.Length == 64 && name.All(char.IsAsciiHexDigit),
                _ => null,
            };
            if (isOne is null) return $"Invalid principal in policy: \"{kind.Name}\"";
            if (!PolicyShape.IsTexts(kind.Value)) return "Invalid principal in policy";
            var names = PolicyShape.Texts(principal, kind.Name);
            if (names.Count == 0) return "Missing required field Principal cannot be empty!";
            if (names.FirstOrDefault(n => !isOne(n)) is { } wrong) return $"Invalid principal in policy: \"{(kind.Name == "AWS" ? "AWS" : kind.Name.ToUpperInvariant())}\":\"{wrong}\"";
        }

        return null;
    }

    /// <summary>Everybody, an account, its root, a user, a role, a session, or the unique id that stands for a user or role since deleted. Wildcards within are refused.</summary>
    private static bool IsAws(string name)
    {
        if (name == "*" || IsAccount(name)) return true;
        if (name.Length > 16 && name[..4] is ("AIDA" or "AROA")) return name.All(char.IsAsciiLetterOrDigit);
        if (name.AsSpan().ContainsAny('*', '?') || name.Split(':') is not ["arn", { Length: > 0 }, var vendor, "", var account, var what] || !IsAccount(account)) return false;
        return vendor switch
        {
            "iam" => what == "root" || IsPath(what, "user/") || IsPath(what, "role/"),
            "sts" => IsPath(what, "assumed-role/") || IsPath(what, "federated-user/"),
            _ => false,
        };
    }

    private static bool IsService(string name) =>
        name == "*" || name.EndsWith(".amazonaws.com", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".amazonaws.com.cn", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".amazon.com", StringComparison.OrdinalIgnoreCase);

    private static bool IsPath(string what, string kind) => what.Length > kind.Length && what.StartsWith(kind, StringComparison.Ordinal);

    private static bool IsAccount(string name) => name.Length == 12 && name.All(char.IsAsciiDigit);
}
