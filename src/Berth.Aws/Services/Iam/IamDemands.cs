using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;

namespace Berth.Aws.Services.Iam;

/// <summary>What IAM judges its own requests by beside action and resource. Source: Service authorization reference, IAM.</summary>
internal static class IamDemands
{
    /// <summary>Attaching and detaching: which policy, and what bounds the one that gets it.</summary>
    public static AccessDemand Policy(string action, string resource, string? policyArn, string? boundaryArn) =>
        new(action, resource) { Keys = Keys(("iam:PolicyARN", policyArn), ("iam:PermissionsBoundary", boundaryArn)) };

    public static AccessDemand Boundary(string action, string resource, string? boundaryArn) => new(action, resource) { Keys = Keys(("iam:PermissionsBoundary", boundaryArn)) };

    public static AccessDemand Create(string action, string resource, IReadOnlyList<TagShape>? tags, string? boundaryArn = null) =>
        Boundary(action, resource, boundaryArn) with { RequestTags = Tags(tags) };

    /// <summary>Removing tags names keys without values.</summary>
    public static AccessDemand Untag(string action, string resource, IReadOnlyList<string>? keys) =>
        new(action, resource) { Keys = keys is { Count: > 0 } ? new Dictionary<string, IReadOnlyList<string>> { ["aws:TagKeys"] = keys } : new Dictionary<string, IReadOnlyList<string>>() };

    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Keys(params (string Name, string? Value)[] keys) =>
        keys.Where(k => k.Value is not null).ToDictionary(k => k.Name, IReadOnlyList<string> (k) => [k.Value!], StringComparer.Ordinal);

    /// <summary>Bad input must not throw here: of a key given twice the last counts, and Handle refuses it.</summary>
    private static Dictionary<string, string> Tags(IReadOnlyList<TagShape>? tags)
    {
        var read = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var tag in tags ?? []) read[tag.Key ?? ""] = tag.Value ?? "";
        return read;
    }
}
