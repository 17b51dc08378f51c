namespace Berth.Domain.Access;

/// <summary>One thing that IAM must permit before a request is carried out. Most requests have one; RunTask has its roles' <c>iam:PassRole</c> beside its own.</summary>
/// <param name="Action">As IAM names it: <c>ecs:RunTask</c>.</param>
/// <param name="Resource">The ARN that is judged; <c>*</c> when the action has none.</param>
public sealed record AccessDemand(string Action, string Resource)
{
    private static readonly IReadOnlyDictionary<string, string> NoTags = new Dictionary<string, string>();
    private static readonly IReadOnlyDictionary<string, IReadOnlyList<string>> NoKeys = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Tags that the request gives: <c>aws:RequestTag/KEY</c> and <c>aws:TagKeys</c>.</summary>
    public IReadOnlyDictionary<string, string> RequestTags { get; init; } = NoTags;

    /// <summary>Condition keys of the service itself: <c>ecs:cluster</c>, <c>iam:PassedToService</c>.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Keys { get; init; } = NoKeys;

    /// <summary>PassRole of a role to a service.</summary>
    /// <param name="service">Sample: <c>ecs-tasks.amazonaws.com</c>.</param>
    public static AccessDemand PassRole(string roleArn, string service) => new("iam:PassRole", roleArn) { Keys = new Dictionary<string, IReadOnlyList<string>> { ["iam:PassedToService"] = [service] } };
}
