namespace Berth.Domain.Access;

/// <summary>How long policies may be, in characters; blanks do not count. Source: IAM user guide, IAM and AWS STS quotas.</summary>
public static class PolicySizes
{
    public const int ManagedMax = 6144;
    public const int TrustMax = 2048;
    public const int InlineOfUserMax = 2048;
    public const int InlineOfGroupMax = 5120;
    public const int InlineOfRoleMax = 10240;

    /// <summary>Of an inline session policy.</summary>
    public const int SessionMax = 2048;

    /// <summary>What the inline policies of an entity come to together.</summary>
    public static int Of(IReadOnlyDictionary<string, string> inlinePolicies) => inlinePolicies.Values.Sum(PolicyGrammar.Size);
}
