using Berth.Aws.Protocols;

namespace Berth.Aws.Services.Ecs;

/// <summary>Every error that ECS answers here, in its own words (ECS-SEMANTICS §2.2).</summary>
internal static class EcsErrors
{
    public static AwsException ClusterNotFound() => new("ClusterNotFoundException", "Cluster not found.");

    public static AwsException Client(string message) => new("ClientException", message);

    public static AwsException InvalidParameter(string message) => new("InvalidParameterException", message);

    public static AwsException InvalidToken() => InvalidParameter("Invalid token.");

    public static AwsException ResourceNotFound() => new("ResourceNotFoundException", "The specified resource was not found.");

    /// <summary>Members that the API has and Berth does not act on yet: refused, never ignored.</summary>
    public static AwsException NotYet(string what) => InvalidParameter($"Berth does not do {what} yet. Leave it out, or see SCOPE.md for what it does.");

    /// <summary>A request that breaks the model: ECS names the first fault in plain words.</summary>
    public static AwsException? From(IReadOnlyList<WireFault> faults)
    {
        var fault = faults[0];
        var member = fault.Path[(fault.Path.LastIndexOf('.') + 1)..];
        return InvalidParameter(fault.Kind switch
        {
            WireFaultKind.Missing => $"{char.ToUpperInvariant(member[0])}{member[1..]} can not be blank.",
            WireFaultKind.NotInEnum => $"{Words(member)} should be one of [{string.Join(",", fault.Rule.Enum!)}]",
            WireFaultKind.TooSmall => $"{member} must be at least {fault.Rule.Min}.",
            WireFaultKind.TooLarge => $"{member} must be at most {fault.Rule.Max}.",
            WireFaultKind.TooShort => $"{member} must have at least {fault.Rule.Min} characters or items.",
            WireFaultKind.TooLong => $"{member} must have at most {fault.Rule.Max} characters or items.",
            WireFaultKind.PatternMismatch => $"{member} contains invalid characters.",
            _ => throw new ArgumentOutOfRangeException(nameof(faults), fault.Kind, "Unknown kind of fault."),
        });
    }

    /// <summary>launchType becomes "launch type".</summary>
    private static string Words(string member) => string.Concat(member.Select(c => char.IsUpper(c) ? " " + char.ToLowerInvariant(c) : c.ToString()));
}
