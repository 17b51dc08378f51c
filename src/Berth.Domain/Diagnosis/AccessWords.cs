using Berth.Domain.Access;

namespace Berth.Domain.Diagnosis;

/// <summary>Which of its two roles a task was refused as: the one that prepares it, or the one that its containers are.</summary>
public enum TaskRole
{
    Execution,
    Task,

    /// <summary>One role is both.</summary>
    Both,

    /// <summary>Neither: its containers assumed another one.</summary>
    Other,
}

/// <summary>Says what a refusal shows, in two sentences with the names in it. Pure.</summary>
public static class AccessWords
{
    /// <param name="execution">As the task definition has it: an ARN or a bare name.</param>
    public static TaskRole RoleOf(AccessEvidence evidence, string? execution, string? task) => (Is(evidence, execution), Is(evidence, task)) switch
    {
        (true, true) => TaskRole.Both,
        (true, false) => TaskRole.Execution,
        (false, true) => TaskRole.Task,
        _ => TaskRole.Other,
    };

    /// <summary>Sample: <c>ecr:BatchGetImage on arn:… was refused to the execution role ecsTaskExecutionRole.</c></summary>
    public static string Call(AccessEvidence evidence, TaskRole role, Language language)
    {
        var name = AccessNames.Last(evidence.RoleArn ?? evidence.PrincipalArn);
        return language == Language.English
            ? $"{evidence.Action} on {evidence.Resource} was refused to {English(role)} {name}."
            : $"{Japanese(role)} {name} による {evidence.Resource} への {evidence.Action} が拒否されました。";
    }

    public static string Cause(AccessEvidence evidence, Language language) => language == Language.English ? English(evidence) : Japanese(evidence);

    private static string English(AccessEvidence e) => e.Verdict switch
    {
        AccessVerdict.DeniedByIdentityPolicy => $"{Statement(e)} of policy {e.PolicyName}, which {(e.PolicyArn is null ? "stands in" : "is attached to")} {Holder(e)}, denies it. A denial outweighs everything that permits.",
        AccessVerdict.DeniedByBoundary => $"{Statement(e)} of the permissions boundary {e.PolicyName} of {Holder(e)} denies it.",
        AccessVerdict.DeniedBySessionPolicy => $"{Statement(e)} of the policy that the session was made with denies it.",
        AccessVerdict.DeniedByResourcePolicy => $"{Statement(e)} of the policy of {e.PolicyName ?? e.Resource} denies it. A denial outweighs everything that permits.",
        AccessVerdict.DeniedByEndpointPolicy => $"{Statement(e)} of the policy of VPC endpoint {e.PolicyName} denies it.",
        AccessVerdict.NoIdentityPolicyAllows => $"No policy of {Holder(e)} permits it.{Condition(e, Language.English)}",
        AccessVerdict.NoBoundaryAllows => $"The permissions boundary {e.PolicyName} of {Holder(e)} does not permit it.{Condition(e, Language.English)}",
        AccessVerdict.NoSessionPolicyAllows => $"The policy that the session was made with does not permit it.{Condition(e, Language.English)}",
        AccessVerdict.NoResourcePolicyAllows => $"The policy of {e.PolicyName ?? e.Resource} does not permit it.{Condition(e, Language.English)}",
        AccessVerdict.NoEndpointPolicyAllows => $"The policy of VPC endpoint {e.PolicyName} does not permit it.{Condition(e, Language.English)}",
        _ => throw new ArgumentOutOfRangeException(nameof(e), e.Verdict, "This is no refusal."),
    };

    private static string Japanese(AccessEvidence e) => e.Verdict switch
    {
        AccessVerdict.DeniedByIdentityPolicy => $"{Holder(e)} {(e.PolicyArn is null ? "の" : "にアタッチされた")}ポリシー {e.PolicyName} の{JapaneseStatement(e)}が拒否しています。明示的な拒否はどの許可よりも優先されます。",
        AccessVerdict.DeniedByBoundary => $"{Holder(e)} のアクセス許可の境界 {e.PolicyName} の{JapaneseStatement(e)}が拒否しています。",
        AccessVerdict.DeniedBySessionPolicy => $"セッションポリシーの{JapaneseStatement(e)}が拒否しています。",
        AccessVerdict.DeniedByResourcePolicy => $"{e.PolicyName ?? e.Resource} のリソースポリシーの{JapaneseStatement(e)}が拒否しています。明示的な拒否はどの許可よりも優先されます。",
        AccessVerdict.DeniedByEndpointPolicy => $"VPC エンドポイント {e.PolicyName} のポリシーの{JapaneseStatement(e)}が拒否しています。",
        AccessVerdict.NoIdentityPolicyAllows => $"{Holder(e)} のどのポリシーもこれを許可していません。{Condition(e, Language.Japanese)}",
        AccessVerdict.NoBoundaryAllows => $"{Holder(e)} のアクセス許可の境界 {e.PolicyName} がこれを許可していません。{Condition(e, Language.Japanese)}",
        AccessVerdict.NoSessionPolicyAllows => $"セッションポリシーがこれを許可していません。{Condition(e, Language.Japanese)}",
        AccessVerdict.NoResourcePolicyAllows => $"{e.PolicyName ?? e.Resource} のリソースポリシーがこれを許可していません。{Condition(e, Language.Japanese)}",
        AccessVerdict.NoEndpointPolicyAllows => $"VPC エンドポイント {e.PolicyName} のポリシーがこれを許可していません。{Condition(e, Language.Japanese)}",
        _ => throw new ArgumentOutOfRangeException(nameof(e), e.Verdict, "This is no refusal."),
    };

    private static string English(TaskRole role) => role switch
    {
        TaskRole.Execution => "the execution role",
        TaskRole.Task => "the task role",
        TaskRole.Both => "the execution and task role",
        TaskRole.Other => "the role",
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "Unknown role."),
    };

    private static string Japanese(TaskRole role) => role switch
    {
        TaskRole.Execution => "実行ロール",
        TaskRole.Task => "タスクロール",
        TaskRole.Both => "実行ロール兼タスクロール",
        TaskRole.Other => "ロール",
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "Unknown role."),
    };

    private static string Statement(AccessEvidence e) => e switch
    {
        { Sid: { } sid } => $"Statement {sid}",
        { Statement: { } number } => $"Statement {number + 1}",
        _ => "A statement",
    };

    private static string JapaneseStatement(AccessEvidence e) => e switch
    {
        { Sid: { } sid } => $"ステートメント {sid} ",
        { Statement: { } number } => $"ステートメント {number + 1} ",
        _ => "ステートメント",
    };

    /// <summary>Of the policy where one decided; of the role where none did.</summary>
    private static string Holder(AccessEvidence e) => AccessNames.Last(e.PolicyHolder ?? e.RoleArn ?? e.PrincipalArn);

    private static string Condition(AccessEvidence e, Language language) => e.ConditionKey is not { } key ? ""
        : language == Language.English ? $" One statement would, but its condition on {key} does not hold." : $"許可するステートメントはありますが、{key} の条件を満たしていません。";

    private static bool Is(AccessEvidence evidence, string? role) =>
        role is not null && evidence.RoleArn is { } arn && (arn == role || (!role.StartsWith("arn:", StringComparison.Ordinal) && AccessNames.Last(arn) == role));
}

/// <summary>What ARNs end with.</summary>
internal static class AccessNames
{
    /// <summary>The name of a role, user, group, policy or repository without its path.</summary>
    public static string Last(string arn) => arn[(arn.LastIndexOf('/') + 1)..];
}
