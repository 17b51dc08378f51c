using System.Text.Json;

namespace Berth.Domain.Registry;

/// <summary>What the text of a lifecycle policy means.</summary>
public abstract record LifecycleReading
{
    public sealed record Understood(LifecyclePolicy Policy) : LifecycleReading;

    /// <param name="Fault">In the words of ECR's validator.</param>
    public sealed record Malformed(string Fault) : LifecycleReading;

    /// <summary>AWS knows it and Berth does not.</summary>
    public sealed record Unknown(string What) : LifecycleReading;
}

/// <summary>
/// Reads lifecycle policies. Sample: <c>{"rules":[{"rulePriority":1,"selection":{"tagStatus":"untagged","countType":"sinceImagePushed","countUnit":"days","countNumber":14},"action":{"type":"expire"}}]}</c>.
/// The first fault decides; structure comes before meaning, as in ECR. Source: ECR user guide, lifecycle policy properties; the texts are what PutLifecyclePolicy answers.
/// </summary>
public static class LifecycleGrammar
{
    private const int RulesMax = 50;
    private const int WildcardsMax = 4;
    private const string NoSchema = "instance failed to match exactly one schema (matched 0 out of 2)";

    private static readonly string[] RuleRequired = ["action", "rulePriority", "selection"];
    private static readonly string[] RuleMembers = [.. RuleRequired, "description"];
    private static readonly string[] SelectionRequired = ["countNumber", "countType", "tagStatus"];
    private static readonly string[] SelectionMembers = [.. SelectionRequired, "countUnit", "storageClass", "tagPatternList", "tagPrefixList"];
    private static readonly string[] ActionMembers = ["targetStorageClass", "type"];

    public static LifecycleReading Read(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var rules = ReadRules(document.RootElement);
            CheckTogether(rules);
            return new LifecycleReading.Understood(new(rules));
        }
        catch (Fault fault)
        {
            return fault.IsUnknown ? new LifecycleReading.Unknown(fault.Message) : new LifecycleReading.Malformed(fault.Message);
        }
        catch (Exception notJson) when (notJson is JsonException or InvalidOperationException)
        {
            return new LifecycleReading.Malformed("Could not map policyString into LifecyclePolicy.");
        }
    }

    private static List<LifecycleRule> ReadRules(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object) throw new Fault("Could not map policyString into LifecyclePolicy.");
        Members(root, ["rules"], ["rules"]);
        var rules = Typed(root.GetProperty("rules"), JsonValueKind.Array, "array");
        var count = rules.GetArrayLength();
        if (count == 0) throw new Fault("array is too short: must have at least 1 elements but instance has 0 elements");
        if (count > RulesMax) throw new Fault($"array is too long: must have at most {RulesMax} elements but instance has {count} elements");
        return [.. rules.EnumerateArray().Select(ReadRule)];
    }

    private static LifecycleRule ReadRule(JsonElement rule)
    {
        Typed(rule, JsonValueKind.Object, "object");
        Members(rule, RuleRequired, RuleMembers);
        if (rule.TryGetProperty("description", out var description)) Typed(description, JsonValueKind.String, "string");
        var priority = Number(rule.GetProperty("rulePriority"));
        CheckAction(Typed(rule.GetProperty("action"), JsonValueKind.Object, "object"));
        return ReadSelection(priority, Typed(rule.GetProperty("selection"), JsonValueKind.Object, "object"));
    }

    private static void CheckAction(JsonElement action)
    {
        Members(action, ["type"], ActionMembers);
        if (Text(action, "type") == "transition") throw new Fault("the lifecycle action transition") { IsUnknown = true };
        OneOf(action, "type", ["expire"]);
        if (action.TryGetProperty("targetStorageClass", out _)) throw new Fault(NoSchema);
    }

    private static LifecycleRule ReadSelection(int priority, JsonElement selection)
    {
        Members(selection, SelectionRequired, SelectionMembers);
        if (selection.TryGetProperty("storageClass", out _)) throw new Fault("storageClass in a lifecycle rule") { IsUnknown = true };
        if (Text(selection, "countType") is "sinceImagePulled" or "sinceImageTransitioned") throw new Fault("the lifecycle countType " + Text(selection, "countType")) { IsUnknown = true };
        var status = OneOf(selection, "tagStatus", ["any", "tagged", "untagged"]) switch { "tagged" => LifecycleTagStatus.Tagged, "untagged" => LifecycleTagStatus.Untagged, _ => LifecycleTagStatus.Any };
        var hasUnit = selection.TryGetProperty("countUnit", out _);

        // A unit belongs to days, and only to them.
        var type = Text(selection, "countType") switch
        {
            "imageCountMoreThan" when !hasUnit => LifecycleCountType.ImageCountMoreThan,
            "sinceImagePushed" when hasUnit => LifecycleCountType.SinceImagePushed,
            _ => throw new Fault(NoSchema),
        };
        if (hasUnit) OneOf(selection, "countUnit", ["days"]);
        return new(priority, status, ReadTags(selection, status), type, Number(selection.GetProperty("countNumber")));
    }

    private static List<string> ReadTags(JsonElement selection, LifecycleTagStatus status)
    {
        var (prefixes, patterns) = (Strings(selection, "tagPrefixList"), Strings(selection, "tagPatternList"));
        if (status != LifecycleTagStatus.Tagged) return prefixes is null && patterns is null ? [] : throw new Fault($"tagPrefixList and tagPatternList cannot be specified when tagStatus={status.ToString().ToUpperInvariant()}.");
        if (prefixes is not { Count: > 0 } && patterns is not { Count: > 0 }) throw new Fault("Must specify tagPrefixList or tagPatternList when tagStatus=TAGGED.");
        if (prefixes is not null && patterns is not null) throw new Fault("Cannot specify both tagPrefixList and tagPatternList in one rule.");
        if (patterns?.FirstOrDefault(p => TagFilter.Wildcards(p) > WildcardsMax) is { } wild) throw new Fault($"tagPatternList can have at most {WildcardsMax} wildcards per pattern: {wild}");
        return patterns ?? [.. prefixes!.Select(p => p + "*")];
    }

    private static void CheckTogether(List<LifecycleRule> rules)
    {
        if (rules.DistinctBy(r => r.Priority).Count() < rules.Count) throw new Fault("Rule priorities must be unique.");
        if (rules.Count(r => r.TagStatus == LifecycleTagStatus.Untagged) > 1) throw new Fault("Only one rule can select Untagged images per storage class");
        var last = rules.Max(r => r.Priority);
        if (rules.Exists(r => r.TagStatus == LifecycleTagStatus.Any && r.Priority != last)) throw new Fault("Rule for tagStatus=ANY must have the lowest priority per storage class");
        var tagged = rules.Where(r => r.TagStatus == LifecycleTagStatus.Tagged).Select(r => string.Join('\n', r.TagPatterns.Order(StringComparer.Ordinal))).ToList();
        if (tagged.Distinct(StringComparer.Ordinal).Count() < tagged.Count) throw new Fault("Rules must not select the same tagPrefixList or tagPatternList.");
    }

    private static void Members(JsonElement element, string[] required, string[] allowed)
    {
        var missing = required.Where(r => !element.TryGetProperty(r, out _)).ToList();
        if (missing.Count > 0) throw new Fault($"object has missing required properties ({List(missing)})");
        var odd = element.EnumerateObject().Select(p => p.Name).Where(n => !allowed.Contains(n)).Order(StringComparer.Ordinal).ToList();
        if (odd.Count > 0) throw new Fault($"object instance has properties which are not allowed by the schema: ({List(odd)})");
    }

    private static JsonElement Typed(JsonElement element, JsonValueKind kind, string name) =>
        element.ValueKind == kind ? element : throw new Fault($"instance type ({NameOf(element)}) does not match any allowed primitive type (allowed: [\"{name}\"])");

    private static int Number(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Number || !element.TryGetInt64(out var number)) throw new Fault($"instance type ({NameOf(element)}) does not match any allowed primitive type (allowed: [\"integer\"])");
        if (number < 1) throw new Fault($"numeric instance is lower than the required minimum (minimum: 1, found: {number})");
        return number <= int.MaxValue ? (int)number : throw new Fault($"numeric instance is greater than the required maximum (maximum: {int.MaxValue}, found: {number})");
    }

    private static string OneOf(JsonElement element, string member, string[] values)
    {
        var value = element.GetProperty(member);
        return value.ValueKind == JsonValueKind.String && values.Contains(value.GetString())
            ? value.GetString()!
            : throw new Fault($"instance value ({value.GetRawText()}) not found in enum (possible values: {List(values)})");
    }

    private static List<string>? Strings(JsonElement element, string member) =>
        element.TryGetProperty(member, out var list) ? [.. Typed(list, JsonValueKind.Array, "array").EnumerateArray().Select(e => Typed(e, JsonValueKind.String, "string").GetString()!)] : null;

    private static string? Text(JsonElement element, string member) => element.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string List(IEnumerable<string> names) => "[" + string.Join(',', names.Select(n => $"\"{n}\"")) + "]";

    private static string NameOf(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Number => element.TryGetInt64(out _) ? "integer" : "number",
        var other => other.ToString().ToLowerInvariant(),
    };

    /// <summary>Ends the reading; never leaves this class.</summary>
    private sealed class Fault(string message) : Exception(message)
    {
        public bool IsUnknown { get; init; }
    }
}
