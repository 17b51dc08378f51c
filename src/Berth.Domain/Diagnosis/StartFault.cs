namespace Berth.Domain.Diagnosis;

/// <summary>Something that a call for a task's start named and that is not there: the fact from which words and the mending command are made.</summary>
/// <param name="Call">As IAM names it: <c>logs:CreateLogStream</c>.</param>
/// <param name="Name">Of the log group, the repository, the secret, the parameter; of an image <c>REPOSITORY:TAG</c> or <c>REPOSITORY@DIGEST</c>.</param>
public sealed record StartFault(StartFaultKind Kind, string Call, string Name, DateTimeOffset At);

/// <summary>What is missing.</summary>
public enum StartFaultKind
{
    LogGroup,
    Repository,
    Image,
    Secret,
    Parameter,
}
