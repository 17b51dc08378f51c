using Berth.Aws.Protocols;

namespace Berth.Aws.Dispatch;

/// <summary>The words that AWS's own model validation uses, shared by ECR, Logs and IAM: "1 validation error detected: Value '…' at '…' failed to satisfy constraint: …".</summary>
internal static class ModelFaults
{
    /// <param name="secret">Members whose value is never repeated.</param>
    public static string Sentence(IReadOnlyList<WireFault> faults, params IReadOnlyList<string> secret) =>
        $"{faults.Count} validation error{(faults.Count == 1 ? "" : "s")} detected: {string.Join("; ", faults.Select(f => Clause(f, secret.Contains(f.Path, StringComparer.OrdinalIgnoreCase))))}";

    private static string Clause(WireFault fault, bool isSecret)
    {
        var value = isSecret ? "Value" : fault.Value is null ? "Value null" : $"Value '{fault.Value}'";
        return $"{value} at '{fault.Path}' failed to satisfy constraint: {Constraint(fault)}";
    }

    private static string Constraint(WireFault fault) => fault.Kind switch
    {
        WireFaultKind.Missing => "Member must not be null",
        WireFaultKind.TooSmall => $"Member must have value greater than or equal to {fault.Rule.Min}",
        WireFaultKind.TooLarge => $"Member must have value less than or equal to {fault.Rule.Max}",
        WireFaultKind.TooShort => $"Member must have length greater than or equal to {fault.Rule.Min}",
        WireFaultKind.TooLong => $"Member must have length less than or equal to {fault.Rule.Max}",
        WireFaultKind.NotInEnum => $"Member must satisfy enum value set: [{string.Join(", ", fault.Rule.Enum!)}]",
        WireFaultKind.PatternMismatch => $"Member must satisfy regular expression pattern: {fault.Rule.Pattern}",
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault.Kind, "Unknown kind of fault."),
    };
}
