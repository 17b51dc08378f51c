using Berth.Domain.Diagnosis;

namespace Berth.Node;

/// <summary>A task cannot start.</summary>
/// <param name="category">Of ECS's error categories: CannotPullContainerError, ResourceInitializationError.</param>
public abstract class StartFailedException(string category, string message, Exception? cause) : Exception(message, cause)
{
    /// <summary>As ECS shows it.</summary>
    public string Reason => $"{category}: {Message}";

    /// <summary>The call that never reached its service, when that is why.</summary>
    public FailedCall? Call { get; init; }
}
