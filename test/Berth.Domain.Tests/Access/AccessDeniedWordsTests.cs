using Berth.Domain.Access;

namespace Berth.Domain.Tests.Access;

public sealed class AccessDeniedWordsTests
{
    [Theory]
    [InlineData(AccessVerdict.NoIdentityPolicyAllows, "because no identity-based policy allows the ecs:RunTask action")]
    [InlineData(AccessVerdict.NoBoundaryAllows, "because no permissions boundary allows the ecs:RunTask action")]
    [InlineData(AccessVerdict.NoSessionPolicyAllows, "because no session policy allows the ecs:RunTask action")]
    [InlineData(AccessVerdict.NoResourcePolicyAllows, "because no resource-based policy allows the ecs:RunTask action")]
    [InlineData(AccessVerdict.NoEndpointPolicyAllows, "because no VPC endpoint policy allows the ecs:RunTask action")]
    [InlineData(AccessVerdict.DeniedByIdentityPolicy, "with an explicit deny in an identity-based policy")]
    [InlineData(AccessVerdict.DeniedByBoundary, "with an explicit deny in a permissions boundary")]
    [InlineData(AccessVerdict.DeniedBySessionPolicy, "with an explicit deny in a session policy")]
    [InlineData(AccessVerdict.DeniedByResourcePolicy, "with an explicit deny in a resource-based policy")]
    [InlineData(AccessVerdict.DeniedByEndpointPolicy, "with an explicit deny in a VPC endpoint policy")]
    public void A_refusal_is_worded_as_AWS_words_it(AccessVerdict verdict, string reason) => Assert.Equal(
        $"User: arn:aws:iam::111122223333:user/alice is not authorized to perform: ecs:RunTask on resource: arn:aws:ecs:eu-west-1:111122223333:task-definition/web:1 {reason}",
        AccessDeniedWords.Message(new() { Action = "ecs:RunTask", Resource = "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:1", PrincipalArn = "arn:aws:iam::111122223333:user/alice", Verdict = verdict }));

    [Fact]
    public void What_is_allowed_has_no_words() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => AccessDeniedWords.Message(new() { Action = "a:B", Resource = "*", PrincipalArn = "x", Verdict = AccessVerdict.Allowed }));
}
