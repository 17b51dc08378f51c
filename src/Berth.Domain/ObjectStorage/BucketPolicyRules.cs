using System.Text;
using System.Text.Json;
using Berth.Domain.Access;

namespace Berth.Domain.ObjectStorage;

/// <summary>What S3 demands of a bucket's policy beyond the grammar of policies. Pure. Source: Amazon S3 user guide, bucket policies; the texts are what S3 answers.</summary>
public static class BucketPolicyRules
{
    /// <summary>Source: Amazon S3 user guide, bucket policies.</summary>
    public const int BytesMax = 20 * 1024;

    /// <returns>Null, or the message of MalformedPolicy.</returns>
    public static string? Check(string document, string bucket)
    {
        if (Encoding.UTF8.GetByteCount(document) > BytesMax) return $"Policies must not be larger than {BytesMax} bytes";
        if (!document.StartsWith('{')) return "Policies must be valid JSON and the first byte must be '{'";
        try
        {
            using var json = JsonDocument.Parse(document);
            if (PolicyGrammar.Check(document, PolicyUse.Resource) is { } fault) return fault;
            return json.RootElement.TryGetProperty("Statement", out var statements) ? Items(statements).Select(s => Check(s, bucket)).FirstOrDefault(f => f is not null) : "Missing required field Statement";
        }
        catch (JsonException)
        {
            return "Policies must be valid JSON and the first byte must be '{'";
        }
    }

    private static string? Check(JsonElement statement, string bucket)
    {
        var principals = statement.TryGetProperty("Principal", out _) || statement.TryGetProperty("NotPrincipal", out _);
        if (!principals) return "Missing required field Principal";
        var resources = Texts(statement, "Resource").Concat(Texts(statement, "NotResource")).ToList();
        if (resources.Count == 0) return "Missing required field Resource";
        if (resources.Any(r => !IsIn(r, bucket))) return "Policy has invalid resource";
        var actions = Texts(statement, "Action").Concat(Texts(statement, "NotAction")).ToList();
        return actions.Any(a => a != "*" && !a.StartsWith("s3:", StringComparison.OrdinalIgnoreCase)) ? "Policy has invalid action" : null;
    }

    /// <summary>A policy speaks of its own bucket and the objects in it.</summary>
    private static bool IsIn(string resource, string bucket)
    {
        var own = "arn:aws:s3:::" + bucket;
        return resource == own || resource.StartsWith(own + "/", StringComparison.Ordinal) || resource == own + "*";
    }

    private static IEnumerable<string> Texts(JsonElement statement, string name) =>
        statement.TryGetProperty(name, out var value) ? Items(value).Where(i => i.ValueKind == JsonValueKind.String).Select(i => i.GetString()!) : [];

    private static IEnumerable<JsonElement> Items(JsonElement value) => value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [value];
}
