using Berth.Domain.Access;
using Berth.Domain.Diagnosis;

namespace Berth.Domain.Tests.Diagnosis;

public sealed class AccessWordsTests
{
    private const string Repository = "arn:aws:ecr:ap-northeast-1:123456789012:repository/web";

    [Theory]
    [InlineData("arn:aws:iam::123456789012:role/service/web", null, TaskRole.Execution)]
    [InlineData("web", "other", TaskRole.Execution)]
    [InlineData(null, "web", TaskRole.Task)]
    [InlineData("web", "arn:aws:iam::123456789012:role/service/web", TaskRole.Both)]
    [InlineData("arn:aws:iam::123456789012:role/web", null, TaskRole.Other)] // Another path is another role.
    [InlineData(null, null, TaskRole.Other)]
    public void Knows_which_role_it_was(string? execution, string? task, TaskRole role) =>
        Assert.Equal(role, AccessWords.RoleOf(AccessMendingTests.Refusal(AccessVerdict.NoIdentityPolicyAllows, "a:B", "*"), execution, task));

    [Theory]
    [InlineData(Language.English, TaskRole.Execution, $"ecr:BatchGetImage on {Repository} was refused to the execution role web.")]
    [InlineData(Language.English, TaskRole.Task, $"ecr:BatchGetImage on {Repository} was refused to the task role web.")]
    [InlineData(Language.Japanese, TaskRole.Execution, $"実行ロール web による {Repository} への ecr:BatchGetImage が拒否されました。")]
    [InlineData(Language.Japanese, TaskRole.Task, $"タスクロール web による {Repository} への ecr:BatchGetImage が拒否されました。")]
    public void Says_what_was_refused_to_whom(Language language, TaskRole role, string words) =>
        Assert.Equal(words, AccessWords.Call(AccessMendingTests.Refusal(AccessVerdict.NoIdentityPolicyAllows, "ecr:BatchGetImage", Repository), role, language));

    public static TheoryData<AccessEvidence, string, string> Causes => new()
    {
        {
            Of(AccessVerdict.NoIdentityPolicyAllows),
            "No policy of web permits it.",
            "web のどのポリシーもこれを許可していません。"
        },
        {
            Of(AccessVerdict.NoIdentityPolicyAllows) with { ConditionKey = "aws:SourceVpce" },
            "No policy of web permits it. One statement would, but its condition on aws:SourceVpce does not hold.",
            "web のどのポリシーもこれを許可していません。許可するステートメントはありますが、aws:SourceVpce の条件を満たしていません。"
        },
        {
            Of(AccessVerdict.DeniedByIdentityPolicy) with { PolicyHolder = "arn:aws:iam::123456789012:role/service/web", Sid = "NoPulls", Statement = 2 },
            "Statement NoPulls of policy deny, which stands in web, denies it. A denial outweighs everything that permits.",
            "web のポリシー deny のステートメント NoPulls が拒否しています。明示的な拒否はどの許可よりも優先されます。"
        },
        {
            Of(AccessVerdict.DeniedByIdentityPolicy) with { PolicyArn = "arn:aws:iam::123456789012:policy/deny", Statement = 2 },
            "Statement 3 of policy deny, which is attached to web, denies it. A denial outweighs everything that permits.",
            "web にアタッチされたポリシー deny のステートメント 3 が拒否しています。明示的な拒否はどの許可よりも優先されます。"
        },
        {
            Of(AccessVerdict.DeniedByResourcePolicy),
            $"A statement of the policy of {Repository} denies it. A denial outweighs everything that permits.",
            $"{Repository} のリソースポリシーのステートメントが拒否しています。明示的な拒否はどの許可よりも優先されます。"
        },
        {
            Of(AccessVerdict.NoBoundaryAllows),
            "The permissions boundary deny of web does not permit it.",
            "web のアクセス許可の境界 deny がこれを許可していません。"
        },
    };

    [Theory]
    [MemberData(nameof(Causes))]
    public void Says_why(AccessEvidence refusal, string english, string japanese)
    {
        Assert.Equal(english, AccessWords.Cause(refusal, Language.English));
        Assert.Equal(japanese.Replace(" ", "", StringComparison.Ordinal), AccessWords.Cause(refusal, Language.Japanese).Replace(" ", "", StringComparison.Ordinal));
    }

    private static AccessEvidence Of(AccessVerdict verdict) => AccessMendingTests.Refusal(verdict, "ecr:BatchGetImage", Repository);
}
