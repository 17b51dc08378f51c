namespace Berth.Domain.Access;

/// <summary>A policy document and where it stands, so that a decision can say who made it.</summary>
/// <param name="Name">Of the policy; of a resource's policy, the resource's ARN.</param>
/// <param name="Arn">Of a managed policy; null for inline ones, session policies and resources' own.</param>
/// <param name="Holder">ARN of the role, user or group that it is attached to or stands in; null for session policies and resources' own.</param>
/// <param name="Document">JSON.</param>
public sealed record NamedPolicy(string Name, string? Arn, string? Holder, PolicySource Source, string Document);

/// <summary>What kind of policy decided. AWS words the refusal by it.</summary>
public enum PolicySource
{
    Identity,
    Boundary,
    Session,
    Resource,
    Endpoint,
}
