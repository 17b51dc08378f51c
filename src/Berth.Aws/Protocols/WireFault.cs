namespace Berth.Aws.Protocols;

public enum WireFaultKind
{
    Missing,
    TooSmall,
    TooLarge,
    TooShort,
    TooLong,
    NotInEnum,
    PatternMismatch,
}

/// <summary>One rule of the model that a request breaks. Each service words it in its own way (its <c>Errors</c> file).</summary>
/// <param name="Path">Member names from the root, joined with dots, list positions from 1: <c>containerDefinitions.1.member.name</c> without the "member".</param>
/// <param name="Value">As the caller sent it; null when missing.</param>
public sealed record WireFault(WireFaultKind Kind, string Path, string? Value, WireRule Rule);

/// <summary>A value of a type that the model does not allow, such as a string where a number belongs. Every protocol answers SerializationException.</summary>
public sealed class WireTypeException(string path, string message) : Exception(message)
{
    public string Path { get; } = path;
}
