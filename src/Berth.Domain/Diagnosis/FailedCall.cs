namespace Berth.Domain.Diagnosis;

/// <summary>A call that the node made for a task, through the task's own network, and that never reached its service: the fact from which the reason is found.</summary>
/// <param name="Call">As IAM names it: <c>ecr:GetAuthorizationToken</c>.</param>
/// <param name="Service">Of <see cref="Network.PublicServices"/>: <c>ecr.api</c>; the registry's name when it is none of ours.</param>
/// <param name="HostName">What was looked up.</param>
/// <param name="Address">What it was found at; null when it was not.</param>
public sealed record FailedCall(string Call, string Service, string HostName, string? Address, int Port, CallFailure Failure);

/// <summary>How a call failed.</summary>
public enum CallFailure
{
    /// <summary>Nobody answered: packets vanish on their way there or back.</summary>
    TimedOut,
    NameNotFound,
    Refused,
    Unreachable,
}
