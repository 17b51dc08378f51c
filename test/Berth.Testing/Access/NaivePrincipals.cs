using System.Text.Json;
using Berth.Domain.Access;

namespace Berth.Testing.Access;

/// <summary>How a statement of a resource's policy names the caller: none, account, role or direct.</summary>
internal static class NaivePrincipals
{
    public static string Grant(JsonElement statement, AccessPrincipal caller)
    {
        if (statement.TryGetProperty("Principal", out var principal)) return Named(principal, caller);
        if (!statement.TryGetProperty("NotPrincipal", out var others)) return "none";
        if (statement.GetProperty("Effect").GetString() == "Allow") return Named(others, caller) == "none" ? "direct" : "none";

        // Every name that the caller goes by must be spared.
        var names = caller switch
        {
            { Service: { } service } => [service],
            { IsRoot: true } => [caller.AccountId],
            { RoleArn: { } role } => [caller.Arn, role, caller.AccountId],
            _ => new[] { caller.Arn, caller.AccountId },
        };
        return names.All(n => Mentions(others, caller.Service is null ? "AWS" : "Service", n)) ? "none" : "direct";
    }

    private static string Named(JsonElement principal, AccessPrincipal caller)
    {
        if (IsEverybody(principal)) return "direct";
        if (caller.Service is not null) return Mentions(principal, "Service", caller.Service) ? "direct" : "none";
        if (Mentions(principal, "AWS", caller.Arn)) return "direct";
        if (caller.RoleArn is not null && Mentions(principal, "AWS", caller.RoleArn)) return "role";
        if (!Mentions(principal, "AWS", caller.AccountId)) return "none";
        return caller.IsRoot ? "direct" : "account";
    }

    private static bool Mentions(JsonElement principal, string kind, string name) => IsEverybody(principal)
        || (principal.ValueKind == JsonValueKind.Object && principal.TryGetProperty(kind, out var names)
            && NaiveEvaluator.Strings(names).Any(n => n == name || n == $"arn:aws:iam::{name}:root" || (kind == "Service" && (n == "*" || n.Equals(name, StringComparison.OrdinalIgnoreCase)))));

    private static bool IsEverybody(JsonElement principal) => principal.ValueKind == JsonValueKind.Object
        ? principal.TryGetProperty("AWS", out var names) && NaiveEvaluator.Strings(names).Contains("*")
        : principal.GetString() == "*";
}
